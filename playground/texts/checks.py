"""What is wrong with a schema, for whoever writes it."""

CHECKS: dict[str, tuple[str, str]] = {
    "check.not_a_schema": ("A schema must be an object; this is not one.", "schema 必须是一个对象，这里不是。"),
    "check.too_deep": ("Nested more than {limit} levels deep.", "嵌套超过 {limit} 层。"),
    "check.too_large": ("More than {limit:,} values.", "超过 {limit:,} 个值。"),
    "check.too_many_members": ("One object has more than {limit:,} properties.", "一个对象有超过 {limit:,} 个属性。"),
    "check.too_many_choices": (
        "{actual:,} choices are too many to show; beyond {limit:,} the value is typed and checked.",
        "{actual:,} 个选项太多，无法显示；超过 {limit:,} 个时改为手动输入并校验。",
    ),
    "check.too_many_variants": (
        "{actual:,} variants are too many to show; beyond {limit:,} the value is written as JSON.",
        "{actual:,} 种类型太多，无法显示；超过 {limit:,} 种时改为填写 JSON。",
    ),
    "check.too_many_leaves": (
        "The form has more than {limit:,} fields; the rest is not listed.",
        "表单超过 {limit:,} 个字段，其余未列出。",
    ),
    "check.listing_cut": (
        "Listing all fields took too long, so the list ends after {actual:,}. The form itself is complete.",
        "列出全部字段耗时过长，列表到第 {actual:,} 项为止。表单本身是完整的。",
    ),
    "check.checking_cut": (
        "Checking the whole schema against the rules of JSON Schema took too long, so only part of it was checked.",
        "按 JSON Schema 规范检查整个 schema 耗时过长，只检查了一部分。",
    ),
    "check.own_example": (
        "The schema's own example {name} is not valid: {message}",
        "schema 自带的示例 {name} 无效：{message}",
    ),
    "check.not_checked": (
        "The schema has {actual:,} values; beyond {limit:,} it is not checked against the rules of JSON Schema.",
        "schema 有 {actual:,} 个值；超过 {limit:,} 个时不再按 JSON Schema 规范检查。",
    ),
    "check.hidden_without_value": (
        "Hidden and required, but it has no value to send: give it a default.",
        "该字段隐藏且必填，但没有可发送的值：请给它一个默认值。",
    ),
    "check.invalid_schema": (
        "Not a valid JSON Schema at {where}: {keyword} cannot be {value}.",
        "{where} 处不是有效的 JSON Schema：{keyword} 不能是 {value}。",
    ),
    "check.dangling_reference": (
        "{reference} leads nowhere; references are only followed inside the file.",
        "找不到 {reference}；引用只在文件内部解析。",
    ),
    "check.reference_loop": ("{reference} leads back to itself.", "{reference} 循环引用自身。"),
    "check.broken_default": (
        "The default {value} is not what the schema allows, so the field starts empty.",
        "默认值 {value} 不符合 schema，字段将留空。",
    ),
    "check.unknown_required": (
        "{name} is required, but there is no such property.",
        "{name} 被标为必填，但没有这个属性。",
    ),
    "check.unknown_required_near": (
        "{name} is required, but there is no such property. Did you mean {near}?",
        "{name} 被标为必填，但没有这个属性。你是想用 {near} 吗？",
    ),
    "check.misspelt_type": ("{word} is not a type; it is read as {meant}.", "{word} 不是有效类型，按 {meant} 处理。"),
    "check.types_contradict": (
        "No input is ever valid here: it would have to be {one} and {other} at once.",
        "此处永远没有有效输入：不可能同时是 {one} 和 {other}。",
    ),
    "check.type_left_out": (
        "A part asks for {word}, which the type beside it rules out; that part is ignored.",
        "allOf 中有一项要求 {word}，与旁边的类型矛盾；已忽略该项。",
    ),
    "check.bounds_contradict": (
        "No input is ever valid here: nothing lies between the lowest allowed value, {low}, and the highest, {high}.",
        "此处永远没有有效输入：下限 {low} 与上限 {high} 之间没有任何值。",
    ),
    "check.no_choice_allowed": (
        "No input is ever valid here: the rest of the schema rules out every listed value.",
        "此处永远没有有效输入：列出的值都被 schema 的其余部分排除。",
    ),
    "check.required_not_allowed": (
        "No input is ever valid here: {name} is required, but another part of the schema rules it out.",
        "此处永远没有有效输入：{name} 必填，但 schema 的另一部分不允许它。",
    ),
    "check.nothing_allowed": ("The schema allows no value here.", "schema 不允许此处有任何值。"),
    "check.unknown_type": ("{word} is not a type; it is ignored.", "{word} 不是有效类型，已忽略。"),
    "check.unknown_hint": ("x-playground does not know {name}.", "x-playground 不认识 {name}。"),
    "check.unknown_hint_near": (
        "x-playground does not know {name}. Did you mean {near}?",
        "x-playground 不认识 {name}。你是想用 {near} 吗？",
    ),
    "check.unusable_hint": ("x-playground: {name} cannot be {value}.", "x-playground：{name} 不能是 {value}。"),
    "check.misfit_hint": (
        "The widget {widget} does not fit here; these do: {fitting}.",
        "控件 {widget} 不适用于此处；可用的有：{fitting}。",
    ),
    "check.misfit_hint_near": (
        "There is no widget {widget}. Did you mean {near}? These fit here: {fitting}.",
        "没有名为 {widget} 的控件。你是想用 {near} 吗？此处可用的有：{fitting}。",
    ),
    "check.unchecked_pattern": (
        "The pattern {pattern} cannot be checked here, and is left to the service.",
        "正则表达式 {pattern} 无法在此校验，由服务端判断。",
    ),
    "check.example_invalid": ("The example does not fit the schema: {message}", "示例不符合 schema：{message}"),
    "check.round_trip": (
        "The example does not come through the form unchanged.",
        "示例经过表单后发生了变化。",
    ),
}
