"""What is wrong with a field, beside that field."""

ISSUES: dict[str, tuple[str, str]] = {
    "issue.required": ("{title} is needed.", "请填写{title}。"),
    "issue.empty_row": ("{title} is empty: fill it in or remove it.", "{title}为空：请填写或删除。"),
    "issue.empty_name": ("Give this entry a name.", "请为这一项填写名称。"),
    "issue.duplicate_name": ("Two entries are named {name}.", "有两项都叫 {name}。"),
    "issue.unknown_choice": ("Choose one of the values offered for {title}.", "请为{title}选择一个可用的值。"),
    "issue.not_a_number": ("{title} must be a number, such as 7 or 0.5.", "{title}必须是数字，例如 7 或 0.5。"),
    "issue.not_an_integer": ("{title} must be a whole number, such as 7.", "{title}必须是整数，例如 7。"),
    "issue.too_precise": (
        "{title} has too many digits to be sent exactly. Please use fewer.",
        "{title}的位数过多，无法精确发送，请减少位数。",
    ),
    "issue.not_json": (
        "{title} is not valid JSON: see line {line}, column {column}.",
        "{title}不是有效的 JSON：见第 {line} 行第 {column} 列。",
    ),
    "issue.too_many_values": (
        "{title} has more than {limit:value|values}. Please make it smaller.",
        "{title}包含的值超过 {limit:,} 个，请减少内容。",
    ),
    "issue.too_many_files": ("{title} takes one file only.", "{title}只能放一个文件。"),
    "issue.type": ("{title} must be {expected}.", "{title}必须是{expected}。"),
    "issue.enum": ("{title} must be one of: {choices}.", "{title}必须是以下之一：{choices}。"),
    "issue.const": ("{title} must be {expected}.", "{title}必须是 {expected}。"),
    "issue.min_length": (
        "{title} needs at least {limit:character|characters}; this one has {actual:,}.",
        "{title}至少需要 {limit} 个字符，现在是 {actual} 个。",
    ),
    "issue.max_length": (
        "{title} can have at most {limit:character|characters}; this one has {actual:,}.",
        "{title}最多 {limit} 个字符，现在是 {actual} 个。",
    ),
    "issue.pattern": (
        "{title} does not have the form this model asks for.{such_as}",
        "{title}的格式不符合要求。{such_as}",
    ),
    "issue.such_as": (" For example: {example}", "例如：{example}"),
    "issue.format_uri": (
        "{title} must be an address such as https://example.com/cat.png.",
        "{title}必须是网址，例如 https://example.com/cat.png。",
    ),
    "issue.format_email": ("{title} must be an e-mail address.", "{title}必须是电子邮箱地址。"),
    "issue.format_date": ("{title} must be a date such as 2026-11-22.", "{title}必须是日期，例如 2026-11-22。"),
    "issue.format_date_time": (
        "{title} must be a date and time such as 2026-11-22T14:30:00Z.",
        "{title}必须是日期和时间，例如 2026-11-22T14:30:00Z。",
    ),
    "issue.format_uuid": (
        "{title} must be an id such as 123e4567-e89b-12d3-a456-426614174000.",
        "{title}必须是 UUID，例如 123e4567-e89b-12d3-a456-426614174000。",
    ),
    "issue.format_color": ("{title} must be a colour such as #ff8800.", "{title}必须是颜色，例如 #ff8800。"),
    "issue.minimum": (
        "{title} must be at least {limit}; this is {actual}.",
        "{title}不能小于 {limit}，现在是 {actual}。",
    ),
    "issue.maximum": (
        "{title} must be at most {limit}; this is {actual}.",
        "{title}不能大于 {limit}，现在是 {actual}。",
    ),
    "issue.exclusive_minimum": (
        "{title} must be more than {limit}; this is {actual}.",
        "{title}必须大于 {limit}，现在是 {actual}。",
    ),
    "issue.exclusive_maximum": (
        "{title} must be less than {limit}; this is {actual}.",
        "{title}必须小于 {limit}，现在是 {actual}。",
    ),
    "issue.multiple_of": (
        "{title} must go in steps of {limit}; {actual} does not.",
        "{title}必须是 {limit} 的倍数，{actual} 不是。",
    ),
    "issue.min_items": (
        "{title} needs at least {limit:entry|entries}; there are {actual:,}.",
        "{title}至少需要 {limit} 项，现在有 {actual} 项。",
    ),
    "issue.max_items": (
        "{title} can have at most {limit:entry|entries}; there are {actual:,}.",
        "{title}最多 {limit} 项，现在有 {actual} 项。",
    ),
    "issue.unique_items": ("{title} has the same entry twice.", "{title}中有重复的项。"),
    "issue.contains": ("{title} is missing an entry that it must have.", "{title}缺少必须包含的项。"),
    "issue.max_contains": ("{title} has too many entries of one kind.", "{title}中某一类的项太多。"),
    "issue.min_properties": (
        "{title} needs at least {limit:entry|entries}; there are {actual:,}.",
        "{title}至少需要 {limit} 项，现在有 {actual} 项。",
    ),
    "issue.max_properties": (
        "{title} can have at most {limit:entry|entries}; there are {actual:,}.",
        "{title}最多 {limit} 项，现在有 {actual} 项。",
    ),
    "issue.unexpected_entries": ("{title} has more entries than allowed.", "{title}的项数超过上限。"),
    "issue.property_name": ("{name} cannot be a name in {title}.", "{title}中不能使用名称 {name}。"),
    "issue.unexpected": ("{title} is not expected here. Please remove it.", "此处不需要{title}，请删除。"),
    "issue.unexpected_near": (
        "{title} is not expected here. Did you mean {near}?",
        "此处不需要{title}。你是想用 {near} 吗？",
    ),
    "issue.not_allowed": ("{title} cannot have this value.", "{title}不能是这个值。"),
    "issue.no_variant": ("{title} fits none of the allowed forms.", "{title}不符合任何一种类型。"),
    "issue.several_variants": (
        "{title} fits several of the allowed forms at once, but only one may fit.",
        "{title}同时符合多种类型，但只能符合一种。",
    ),
    "issue.type.string": ("text", "文本"),
    "issue.type.number": ("a number", "数字"),
    "issue.type.integer": ("a whole number", "整数"),
    "issue.type.boolean": ("yes or no", "是或否"),
    "issue.type.array": ("a list", "列表"),
    "issue.type.object": ("a group of fields", "一组字段"),
    "issue.type.null": ("nothing", "空"),
    "issue.or": (" or ", "或"),
    "issue.invalid": ("{title} is not what this model asks for.", "{title}不符合要求。"),
    "issue.root": ("The input", "输入内容"),
}
