"""Words that a form makes up where a schema has none."""

FORM: dict[str, tuple[str, str]] = {
    "form.yes": ("Yes", "是"),
    "form.no": ("No", "否"),
    "form.null": ("None", "无"),
    "form.empty": ("(empty)", "（空）"),
    "form.string": ("Text", "文本"),
    "form.number": ("Number", "数字"),
    "form.integer": ("Whole number", "整数"),
    "form.boolean": ("Yes or no", "是或否"),
    "form.object": ("Group", "一组字段"),
    "form.object_of": ("Group: {names}", "一组字段：{names}"),
    "form.array": ("List", "列表"),
    "form.array_of": ("List: {item}", "列表：{item}"),
    "form.custom": ("Custom", "自定义"),
    "form.choice": ("Choice", "选项"),
    "form.any": ("Anything", "任意内容"),
    "form.row": ("{title} {number}", "{title} {number}"),
    "form.further": ("More", "更多"),
    "form.key": ("Name", "名称"),
}
