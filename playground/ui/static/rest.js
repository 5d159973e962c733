// What Gradio shows while its page comes counts the time frame by frame, and goes on counting when it is gone: a page
// at rest would work sixty times a second. It takes the browser's function when its own script is read, and so is given
// this one, which stands first in the page. Once the form is there, the count gets no further frame; all others ask the
// browser.
{
  const ask = window.requestAnimationFrame.bind(window);
  const isCount = /\(performance\.now\(\)\s*-\s*\w+\(\w+\)\)\s*\/\s*1e3/;
  window.requestAnimationFrame = (work) => {
    if (!document.body?.classList.contains("ready")) return ask(work);
    window.requestAnimationFrame = ask;
    return isCount.test(String(work)) ? 0 : ask(work);
  };
}
