"""What the schema workbench says, to people who write schemas."""

_PAGE = {
    "workbench.title": ("Schema workbench", "Schema 工作台"),
    "workbench.for_writers": ("Schema workbench", "Schema 工作台"),
    "workbench.back": ("Back to the playground", "返回 Playground"),
    "workbench.private": (
        "Nothing here is sent to any service. The schema stays in this tab until you share or save it.",
        "这里的内容不会发送给任何服务。在分享或保存之前，schema 只留在这个标签页中。",
    ),
    "workbench.start_from": ("Start from…", "从已有模型开始…"),
    "workbench.open": ("Open a file", "打开文件"),
    "workbench.share": ("Share", "分享"),
    "workbench.share.link": ("Link to this schema", "此 schema 的链接"),
    "workbench.share.what": (
        "The link contains the schema itself: whoever opens it gets a copy.",
        "链接里就包含 schema：打开链接的人会得到一份副本。",
    ),
    "workbench.share.copied": ("The link is copied.", "链接已复制。"),
    "workbench.save": ("Save as file", "保存为文件"),
    "workbench.name": ("File name", "文件名"),
    "workbench.name.what": ("Put the file into the schemas folder", "把文件放进 schemas 文件夹即可"),
    "workbench.schema": ("Schema", "Schema"),
    "workbench.editor": ("JSON Schema, as text", "JSON Schema 文本"),
    "workbench.keys": (
        "Tab indents. To leave the editor, press Esc, then Tab.",
        "Tab 键用于缩进。要离开编辑器，先按 Esc 再按 Tab。",
    ),
    "workbench.paste": ("Paste a schema here, or drop a file", "在此粘贴 schema，或拖入文件"),
    "workbench.form": ("Form", "表单"),
    "workbench.reset": ("Start the form over", "重置表单"),
    "workbench.no_form": ("The form appears here", "表单会出现在这里"),
    "workbench.no_form.how": (
        "Write a schema on the left: each property becomes a field.",
        "在左侧编写 schema：每个属性会成为一个字段。",
    ),
    "workbench.stale": ("This is still the form of the text before", "这仍是修改之前的表单"),
    "workbench.untitled": ("Untitled model", "未命名的模型"),
    "workbench.payload": ("Payload", "请求内容"),
    "workbench.issues": ("Issues", "问题"),
    "workbench.no_issues": ("Nothing is wrong: this would be sent as it is.", "没有问题：会按此内容发送。"),
    "workbench.why": ("Why this widget", "为什么是这个控件"),
    "workbench.fields": ("{count:field|fields}", "{count} 个字段"),
    "workbench.more_fields": ("and {count:more field|more fields}", "另有 {count} 个字段"),
}

_FINDINGS = {
    "workbench.good": ("This makes a good form.", "可以生成好用的表单。"),
    "workbench.problems": ("{count:problem|problems}", "{count} 个错误"),
    "workbench.warnings": ("{count:warning|warnings}", "{count} 个警告"),
    "workbench.line": ("line {line}", "第 {line} 行"),
    "workbench.go_to_line": ("Go to line {line}", "转到第 {line} 行"),
    "workbench.go_to_field": ("Go to the field {title}", "转到字段“{title}”"),
    "workbench.too_large": (
        "This schema has more than {limit:,} bytes, which is too large to try here. The form is unchanged.",
        "schema 超过 {limit:,} 字节，太大，无法在此试用。表单保持不变。",
    ),
    "workbench.too_slow": (
        "Making this form took more than {limit:second|seconds}, so it was stopped. Try a simpler schema.",
        "生成表单超过 {limit} 秒，已停止。请简化 schema。",
    ),
    "workbench.busy": (
        "Others are using the workbench right now. The form is unchanged; it is tried again in a moment.",
        "当前使用的人较多。表单保持不变，稍后会自动重试。",
    ),
    "workbench.broke": (
        "The form for this schema could not be made; the server's log has the details. The form is unchanged.",
        "无法为此 schema 生成表单，详情见服务器日志。表单保持不变。",
    ),
    "workbench.no_answer": (
        "The server does not answer. What you wrote is still here; the form is updated once it is back.",
        "服务器没有响应。你写的内容还在，恢复后表单会更新。",
    ),
    "workbench.not_text": ("{name} is not UTF-8 text.", "{name} 不是 UTF-8 文本。"),
    "workbench.bad_link": (
        "This link is damaged or incomplete: ask for it again, or ask for the file.",
        "链接已损坏或不完整：请对方重新发送链接或文件。",
    ),
    "workbench.no_uploads": (
        "The workbench does not upload files. Paste a link to try this field.",
        "工作台不上传文件，请粘贴链接来试用此字段。",
    ),
}

_REASONS = {
    "workbench.field": ("Field", "字段"),
    "workbench.widget": ("Widget", "控件"),
    "workbench.reason": ("Because", "原因"),
    "workbench.default": ("Default", "默认值"),
    "workbench.no_default": ("none", "无"),
    "workbench.hint": ("The hint asks for “{hint}”, and it fits: ", "提示要求“{hint}”，并且适用："),
    "workbench.rule.is_meant_to_be_hidden": ("a hint hides it.", "提示要求隐藏。"),
    "workbench.rule.is_required_constant": (
        "it is required and has only one value, so there is nothing to choose.",
        "必填且只有一个值，无需选择。",
    ),
    "workbench.rule.is_settled_choice": (
        "only one value is listed and it is the default, so there is nothing to choose.",
        "只列出一个值，且它就是默认值，无需选择。",
    ),
    "workbench.rule.is_open_choice": (
        "some values are listed, and any other text is allowed too.",
        "列出了一些值，也可以填写其他文本。",
    ),
    "workbench.rule.is_secret": ("its name sounds like a key or a password.", "从名称看是密钥或密码。"),
    "workbench.rule.is_array_of_choices": (
        "a list whose entries are chosen from listed values.",
        "列表，每项从列出的值中选择。",
    ),
    "workbench.rule.is_settled_boolean": (
        "true or false, and it always has a value (required, or with a default).",
        "布尔值，且总有取值（必填或有默认值）。",
    ),
    "workbench.rule.is_boolean": ("true or false, and it may be left out.", "布尔值，可以不设置。"),
    "workbench.rule.has_few_choices": ("few enough listed values to show them all.", "列出的值不多，可以全部显示。"),
    "workbench.rule.has_choices": ("the allowed values are listed.", "列出了允许的值。"),
    "workbench.rule.is_seed": ("a whole number with “seed” in its name.", "整数，名称中含有 seed。"),
    "workbench.rule.has_few_steps": (
        "a number with a lower and an upper bound, a starting value, and few enough steps to set by hand.",
        "数字，有上下限和初始值，且步数不多，适合拖动。",
    ),
    "workbench.rule.is_bounded": (
        "a number with a lower and an upper bound and a starting value.",
        "数字，有上下限和初始值。",
    ),
    "workbench.rule.is_number": ("a number.", "数字。"),
    "workbench.rule.is_integer": ("a whole number.", "整数。"),
    "workbench.rule.has_format_password": ("its format is password.", "format 为 password。"),
    "workbench.rule.has_format_color": ("its format is color.", "format 为 color。"),
    "workbench.rule.has_format_date": ("its format is date.", "format 为 date。"),
    "workbench.rule.has_format_date_time": ("its format is date-time.", "format 为 date-time。"),
    "workbench.rule.is_media_address": (
        "its name, format or hint says that it is the address of a file.",
        "名称、format 或提示表明它是文件地址。",
    ),
    "workbench.rule.is_array_meant_as_files": (
        "a list of texts that a hint turns into files.",
        "文本列表，提示要求作为文件上传。",
    ),
    "workbench.rule.is_long_text": (
        "text that may be long, by its name or its maxLength.",
        "按名称或 maxLength 判断，可能是长文本。",
    ),
    "workbench.rule.is_string": ("text.", "文本。"),
    "workbench.rule.anything": (
        "no other widget fits: its schema says too little, or is nested too deeply.",
        "没有其他合适的控件：schema 信息太少，或嵌套太深。",
    ),
    "workbench.rule.cannot_hold": (
        "its own widget cannot show the value it has now.",
        "原本的控件无法显示当前的值。",
    ),
    "workbench.rule.names_an_entry": ("the name of an entry.", "条目的名称。"),
}

WORKBENCH: dict[str, tuple[str, str]] = {**_PAGE, **_FINDINGS, **_REASONS}
