"""The page: Gradio's blocks, the form and the result drawn into them, the theme and the look."""
