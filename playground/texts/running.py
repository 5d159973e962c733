"""Sentences of `playground run` and `playground runs`."""

RUNNING: dict[str, tuple[str, str]] = {
    "command.run": ("Send one task, wait for it, and save the result.", "提交一个任务，等待并保存结果。"),
    "command.run.help": (
        (
            "Send one task, wait for it, and save the result. Without an API key it uses a built-in sandbox: nothing "
            "is charged.\n"
            "\n"
            "Exit codes: 0 succeeded and saved; 1 failed or cancelled; 2 nothing was sent; 3 the service refused or "
            "could not be reached; 4 perhaps accepted, but never confirmed; 5 succeeded and paid for, but a result is "
            "not saved, or only part of it: “playground runs check” fetches it; 130 stopped with Ctrl+C: the run goes "
            "on when the server next starts."
        ),
        (
            "提交一个任务，等待并保存结果。没有 API 密钥时使用内置的沙盒，不会产生费用。\n"
            "\n"
            "退出码：0 成功并已保存；1 失败或已取消；2 什么都没有发送；3 服务拒绝或无法连接；4 可能已被接受，"
            "但未能确认；5 成功并已付费，但有结果未保存或只保存了一部分，可用“playground runs check”取回；130 按 "
            "Ctrl+C 停止，服务器下次启动时任务会继续。"
        ),
    ),
    "command.run.examples": (
        (
            "Examples:\n"
            "  playground run qwen-image-2-0-pro --set prompt='A tea house in the fog' --set size=16:9 --set n=2\n"
            '  playground run qwen-image-2-0-pro --input \'{{"prompt": "Tea"}}\' --out pictures\n'
            "  playground run qwen-image-2-0-pro --input - --json < input.json"
        ),
        (
            "示例：\n"
            "  playground run qwen-image-2-0-pro --set prompt='雾中茶馆' --set size=16:9 --set n=2\n"
            '  playground run qwen-image-2-0-pro --input \'{{"prompt": "茶"}}\' --out pictures\n'
            "  playground run qwen-image-2-0-pro --input - --json < input.json"
        ),
    ),
    "command.run.model": ("The model: the name of its file without .json.", "模型，即其文件名（不含 .json）。"),
    "command.run.input": (
        "The input as JSON; - reads it from standard input.",
        "JSON 格式的输入；- 表示从标准输入读取。",
    ),
    "command.run.set": (
        (
            "Set one field. Text fields take plain text, other fields JSON. Dots reach into objects: frame.width=3. "
            "Upload fields also take the path of a file."
        ),
        (
            "设置一个字段：文本字段直接写文本，其他字段写 JSON。用点号指定对象中的字段：frame.width=3。"
            "上传字段也可以写文件路径。"
        ),
    ),
    "command.run.out": ("Folder to save to.", "保存结果的文件夹。"),
    "command.run.nothing_sent": ("Nothing was sent", "什么都没有发送"),
    "command.run.issues": ("{issues}", "{issues}"),
    "command.run.not_an_object": (
        'The input must be a JSON object, such as {{"prompt": "Tea"}}.',
        '输入必须是 JSON 对象，例如 {{"prompt": "茶"}}。',
    ),
    "command.run.not_an_assignment": (
        "--set takes NAME=VALUE, such as --set n=2; you wrote “{given}”.",
        "--set 的格式是 NAME=VALUE，例如 --set n=2；你写的是“{given}”。",
    ),
    "command.run.unknown_field_near": (
        "The model has no field “{name}”. Did you mean {near}?",
        "这个模型没有字段“{name}”。你是想用 {near} 吗？",
    ),
    "command.run.inexact": (
        "{number} has too many digits to be sent exactly. Please use fewer.",
        "{number} 的位数过多，无法精确发送，请减少位数。",
    ),
    "command.run.repeated": (
        "“{name}” appears twice in the same object. Please keep only one.",
        "“{name}”在同一个对象中出现了两次，请只保留一个。",
    ),
    "command.run.not_json": (
        '{name} is not a text field, so its value must be JSON, such as 2, true or ["a", "b"]; you wrote “{given}”.',
        '{name} 不是文本字段，它的值必须是 JSON，例如 2、true 或 ["a", "b"]；你写的是“{given}”。',
    ),
    "command.run.not_inside": (
        "{name} looks for a field inside {outer}, but {outer} is not an object.",
        "{name} 指向 {outer} 里的字段，但 {outer} 不是对象。",
    ),
    "command.run.out_refused": (
        "Nothing can be saved in {folder}: {reason}. Choose another folder with --out.",
        "无法保存到 {folder}：{reason}。请用 --out 指定其他文件夹。",
    ),
    "command.run.not_saved": (
        "The result could not be copied ({reason}); it is kept at {path}.",
        "无法复制结果（{reason}），它保留在 {path}。",
    ),
    "command.run.service_says": ("The service says: “{said}”", "服务返回：“{said}”"),
    "command.run.goes_on": (
        "Stopped waiting. The run goes on when the server next starts. To go on now: playground runs check {id}",
        "已停止等待。服务器下次启动时任务会继续。现在就继续：playground runs check {id}",
    ),
    "command.run.check": ("To check again: playground runs check {id}", "再次查询：playground runs check {id}"),
    "command.run.no_input": (
        "--input - reads from standard input, but nothing came.",
        "--input - 从标准输入读取，但没有收到任何内容。",
    ),
    "command.run.not_utf8": (
        "The input is not UTF-8 text, so some of its characters would be lost. Save it as UTF-8.",
        "输入不是 UTF-8 文本，其中一些字符会丢失。请保存为 UTF-8。",
    ),
    "command.run.saved": ("saved {path}", "已保存 {path}"),
    "command.run.cost": ("cost {cost}", "费用 {cost}"),
    "command.run.estimate": ("about {cost}", "约 {cost}"),
    "command.run.request_id": ("Request ID: {id}", "请求编号：{id}"),
    "command.run.submitting": ("submitting", "提交中"),
    "command.run.queued": ("queued", "排队中"),
    "command.run.processing": ("processing", "处理中"),
    "command.run.succeeded": ("succeeded", "成功"),
    "command.run.failed": ("failed", "失败"),
    "command.run.cancelled": ("cancelled", "已取消"),
    "command.run.invalid": ("invalid", "输入无效"),
    "command.run.refused": ("refused", "被拒绝"),
    "command.run.abandoned": ("let go", "已放弃"),
    "command.run.unconfirmed": ("unconfirmed", "未确认"),
    "command.runs": ("Earlier runs: list, show, check, let go.", "以往的任务：列出、查看、再次查询、放弃。"),
    "command.runs.help": (
        "Earlier runs, from the page and from the command line.",
        "以往的任务，包括网页和命令行的任务。",
    ),
    "command.runs.examples": (
        (
            "Examples:\n"
            "  playground runs list\n"
            "  playground runs show ID\n"
            "  playground runs check ID --out pictures\n"
            "  playground runs let-go ID"
        ),
        (
            "示例：\n"
            "  playground runs list\n"
            "  playground runs show ID\n"
            "  playground runs check ID --out pictures\n"
            "  playground runs let-go ID"
        ),
    ),
    "command.runs.list": ("List the newest runs.", "列出最近的任务。"),
    "command.runs.limit": ("How many runs to list.", "列出多少个任务。"),
    "command.runs.more": (
        "These are the newest {limit}. To list more: playground runs list --limit {next}",
        "以上是最近的 {limit} 个。查看更多：playground runs list --limit {next}",
    ),
    "command.runs.show": ("Show everything known about one run.", "显示一个任务的全部信息。"),
    "command.runs.check": (
        (
            "Check on one run: find out what became of it, fetch missing results and save them. A run that was never "
            "confirmed is asked about again with the very same request. Nothing that may be charged again is sent "
            "unless you add --again. Exit codes are those of “playground run”."
        ),
        (
            "再次查询一个任务：确认结果，取回缺少的文件并保存。未确认的任务会用完全相同的请求再次询问。除非加上 "
            "--again，否则不会发送任何可能再次收费的内容。退出码与“playground run”相同。"
        ),
    ),
    "command.runs.again": (
        "Send the request again even if it may be charged again (more than 15 minutes after it was sent).",
        "即使可能再次收费（发送已超过 15 分钟），也再次发送请求。",
    ),
    "command.runs.let_go": (
        "Give up an unconfirmed run: nobody asks about it again.",
        "放弃一个未确认的任务：之后不再查询它。",
    ),
    "command.runs.let_go.done": (
        "{id} was let go. Your account at the service shows whether it was charged.",
        "已放弃 {id}。是否收费，请以服务账户中的记录为准。",
    ),
    "command.runs.let_go.not": (
        "{id} is {state}; only an unconfirmed run can be let go.",
        "{id} 的状态是“{state}”，只有未确认的任务才能放弃。",
    ),
    "command.runs.one": ("The run's ID, as listed.", "任务的 ID，见列表。"),
    "command.runs.none": ("No runs yet.", "还没有任务。"),
    "command.runs.unknown": (
        "There is no run with the ID “{id}”. See the list: playground runs list",
        "没有 ID 为“{id}”的任务。查看列表：playground runs list",
    ),
    "command.runs.id": ("ID", "ID"),
    "command.runs.asked": ("started", "开始时间"),
    "command.runs.model": ("model", "模型"),
    "command.runs.service": ("service", "服务"),
    "command.runs.state": ("state", "状态"),
    "command.runs.prompt": ("prompt", "提示词"),
    "command.runs.cost": ("cost", "费用"),
    "command.runs.task": ("task ID", "任务编号"),
    "command.runs.request": ("request ID", "请求编号"),
    "command.runs.input": ("input", "输入"),
    "command.runs.file": ("file", "文件"),
    "command.runs.problem": ("problem", "问题"),
}
