"""Sentences of the catalog."""

CATALOG: dict[str, tuple[str, str]] = {
    # catalog.*: model files and other JSON
    "catalog.unreadable": ("The file cannot be read: {reason}.", "无法读取文件：{reason}。"),
    "catalog.too_large": (
        "The file is larger than {limit:byte|bytes}.",
        "文件超过 {limit} 字节。",
    ),
    "catalog.not_utf8": (
        "Line {line}: this is not UTF-8 text. Save the file as UTF-8.",
        "第 {line} 行：不是 UTF-8 文本。请将文件保存为 UTF-8。",
    ),
    "catalog.json.empty": ("There is no JSON here: the text is empty.", "没有 JSON 内容：文本为空。"),
    "catalog.json.trailing_comma": (
        "Line {line}, column {column}: nothing follows this comma. Remove it.",
        "第 {line} 行第 {column} 列：这个逗号后面没有内容，请删除它。",
    ),
    "catalog.json.cut_off": (
        "Line {line}, column {column}: the text ends too early. A quote, bracket or brace is still open.",
        "第 {line} 行第 {column} 列：文本提前结束，还有引号或括号没有闭合。",
    ),
    "catalog.json.single_quotes": (
        'Line {line}, column {column}: JSON needs double quotes (") around text, not single quotes.',
        '第 {line} 行第 {column} 列：JSON 的文本要用双引号（"），不能用单引号。',
    ),
    "catalog.json.name": (
        "Line {line}, column {column}: a name in double quotes should come here.",
        "第 {line} 行第 {column} 列：这里应该是双引号中的名称。",
    ),
    "catalog.json.colon": (
        "Line {line}, column {column}: a colon is missing between a name and its value.",
        "第 {line} 行第 {column} 列：名称和值之间缺少冒号。",
    ),
    "catalog.json.comma": (
        "Line {line}, column {column}: a comma is missing before this.",
        "第 {line} 行第 {column} 列：这里之前缺少逗号。",
    ),
    "catalog.json.open_string": (
        "Line {line}, column {column}: the text that begins here has no closing quote.",
        "第 {line} 行第 {column} 列：从这里开始的文本没有结束引号。",
    ),
    "catalog.json.line_break": (
        "Line {line}, column {column}: write a line break or tab inside text as \\n or \\t.",
        "第 {line} 行第 {column} 列：文本中的换行或制表符要写成 \\n 或 \\t。",
    ),
    "catalog.json.escape": (
        (
            "Line {line}, column {column}: a backslash in text must be doubled (\\\\) or be part of an escape such as "
            "\\n."
        ),
        "第 {line} 行第 {column} 列：文本中的反斜杠要写两个（\\\\），或用于 \\n 这样的转义。",
    ),
    "catalog.json.extra": (
        "Line {line}, column {column}: the JSON is complete, but more text follows.",
        "第 {line} 行第 {column} 列：JSON 已经结束，后面却还有内容。",
    ),
    "catalog.json.value": (
        (
            "Line {line}, column {column}: a value should come here: text in double quotes, a number, true, false, "
            "null, a list or an object."
        ),
        "第 {line} 行第 {column} 列：这里应该是一个值：双引号中的文本、数字、true、false、null、列表或对象。",
    ),
    "catalog.json.depth": ("The JSON is nested too deeply.", "JSON 嵌套过深。"),
    "catalog.json.number": (
        "“{number}” is not a number that JSON can hold.",
        "“{number}”不是 JSON 能表示的数字。",
    ),
    "catalog.unknown_model": (
        "There is no model “{model}” here. Installed: {models}.",
        "这里没有模型“{model}”。已安装：{models}。",
    ),
    "catalog.unknown_model_near": (
        "There is no model “{model}” here. Did you mean {near}?",
        "这里没有模型“{model}”。你是想用 {near} 吗？",
    ),
    "catalog.sandbox_only": (
        (
            "“{model}” exists only in the sandbox, and a real service is set up. To use it, unset PLAYGROUND_API_KEY "
            "and PLAYGROUND_API_URL."
        ),
        (
            "“{model}”只存在于沙盒中，而现在设置的是真实服务。要使用它，请取消设置 PLAYGROUND_API_KEY 和 "
            "PLAYGROUND_API_URL。"
        ),
    ),
}
