"""Sentences of `playground run` and `playground runs`."""

RUNNING: dict[str, tuple[str, str]] = {
    "command.run": ("Send one task, wait, and save what comes.", "发送一个任务，等待并保存结果。"),
    "command.run.help": (
        (
            "Send one task, wait, and save what comes. Without a key it runs on a sandbox of its own: "
            "nothing is paid.\n\n"
            "Exit codes: 0 succeeded; 1 failed or cancelled; 2 nothing was sent; 3 the service said no or was never "
            "reached; 4 perhaps accepted, no answer; 5 succeeded and paid, but a result is not saved yet: "
            "it is fetched further, and runs check saves it; 130 Ctrl+C, the run goes on when the server next starts."
        ),
        (
            "发送一个任务，等待并保存结果。没有密钥时使用自带的沙盒，不会产生费用。\n\n"
            "退出码：0 成功；1 失败或已取消；2 什么都没有发送；3 服务拒绝或无法连接；4 可能已接受但没有答复；"
            "5 成功并已付费，但有结果尚未保存：会继续获取，可用 runs check 保存；"
            "130 按了 Ctrl+C，服务器下次启动时继续。"
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
    "command.run.model": ("The model: the name of its file, without .json.", "模型：其文件名，不含 .json。"),
    "command.run.input": ("The input as JSON, or - to read it from stdin.", "JSON 格式的输入；- 表示从标准输入读取。"),
    "command.run.set": (
        (
            "Set one field: text as it is for text fields, else JSON. Dots reach into objects: frame.width=3. "
            "An upload field also takes the path of a file."
        ),
        "设置一个字段：文本字段直接写文本，其他用 JSON。用点进入对象：frame.width=3。上传字段也可以写文件路径。",
    ),
    "command.run.out": ("Folder to save into.", "保存到哪个文件夹。"),
    "command.run.nothing_sent": ("Nothing was sent", "什么都没有发送"),
    "command.run.issues": ("{issues}", "{issues}"),
    "command.run.not_an_object": (
        'The input must be a JSON object, such as {{"prompt": "Tea"}}.',
        '输入必须是 JSON 对象，例如 {{"prompt": "茶"}}。',
    ),
    "command.run.not_an_assignment": (
        "--set takes NAME=VALUE, such as --set n=2; this one is “{given}”.",
        "--set 的格式是 NAME=VALUE，例如 --set n=2；现在是“{given}”。",
    ),
    "command.run.inexact": (
        "{number} has more digits than can be sent exactly. Please use fewer.",
        "{number} 的位数过多，无法精确发送，请减少位数。",
    ),
    "command.run.repeated": (
        "“{name}” stands twice in the same object. Please keep one of them.",
        "“{name}”在同一个对象中出现了两次，请只保留一个。",
    ),
    "command.run.not_json": (
        '{name} is not a text field, so its value must be JSON, such as 2, true or ["a", "b"]; it is “{given}”.',
        '{name} 不是文本字段，值必须是 JSON，例如 2、true 或 ["a", "b"]；现在是“{given}”。',
    ),
    "command.run.not_inside": (
        "{name} reaches into {outer}, but {outer} is not an object.",
        "{name} 要进入 {outer}，但 {outer} 不是对象。",
    ),
    "command.run.out_refused": (
        "Nothing can be saved in {folder}: {reason}. Name another folder with --out.",
        "无法保存到 {folder}：{reason}。请用 --out 指定其他文件夹。",
    ),
    "command.run.not_saved": (
        "The result could not be copied ({reason}); it is kept at {path}.",
        "无法复制结果（{reason}），它保留在 {path}。",
    ),
    "command.run.service_says": ("The service says: “{said}”", "服务的原话：“{said}”"),
    "command.run.goes_on": (
        "Stopped watching. The run goes on when the server next starts, or at once: playground runs check {id}",
        "已停止等待。服务器下次启动时任务会继续；也可立即继续：playground runs check {id}",
    ),
    "command.run.check": ("Check again: playground runs check {id}", "再查一次：playground runs check {id}"),
    "command.run.no_input": (
        "--input - reads the input from stdin, and nothing came from there.",
        "--input - 从标准输入读取，但那里什么也没有。",
    ),
    "command.run.not_utf8": (
        "The input is not text in UTF-8: some of its characters would not arrive as they are.",
        "输入不是 UTF-8 文本：其中一些字符无法原样送达。",
    ),
    "command.run.saved": ("saved {path}", "已保存 {path}"),
    "command.run.cost": ("cost {cost}", "费用 {cost}"),
    "command.run.estimate": ("about {cost}", "约 {cost}"),
    "command.run.request_id": ("Request id: {id}", "请求 ID：{id}"),
    "command.run.submitting": ("submitting", "提交中"),
    "command.run.queued": ("queued", "排队中"),
    "command.run.processing": ("processing", "处理中"),
    "command.run.succeeded": ("succeeded", "成功"),
    "command.run.failed": ("failed", "失败"),
    "command.run.cancelled": ("cancelled", "已取消"),
    "command.run.invalid": ("invalid", "输入无效"),
    "command.run.refused": ("refused", "被拒绝"),
    "command.run.unconfirmed": ("unconfirmed", "未确认"),
    "command.runs": ("Runs so far: list them, look at one.", "以往的任务：列出或查看。"),
    "command.runs.help": (
        "Runs so far, from the page and from the command line.",
        "以往的任务，包括网页和命令行的。",
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
    "command.runs.limit": ("How many to list.", "列出多少个。"),
    "command.runs.more": (
        "These are the newest {limit}; there are more. To see them: playground runs list --limit {next}",
        "以上是最近的 {limit} 个，还有更多。查看更多：playground runs list --limit {next}",
    ),
    "command.runs.show": ("Show all that is known of one run.", "显示一个任务的全部信息。"),
    "command.runs.check": (
        (
            "See one run through from where it stands: ask again with the very same request where nobody knows what "
            "became of it, fetch what is missing, save what came. Nothing is sent that may be charged again, unless "
            "you say --again. Exit codes as of run."
        ),
        (
            "从当前状态继续一个任务：结果不明时用完全相同的请求再次询问，取回缺少的结果并保存。"
            "除非加上 --again，否则不会发送可能再次收费的内容。"
            "退出码与 run 相同。"
        ),
    ),
    "command.runs.again": (
        "Send it again even where it may be charged again: more than 15 minutes after it was sent.",
        "即使可能再次收费（发出已超过 15 分钟），也再次发送。",
    ),
    "command.runs.let_go": (
        "Give an unconfirmed run up: nobody will ask for it again.",
        "放弃一个未确认的任务：不会再询问它。",
    ),
    "command.runs.let_go.done": (
        "Let go of {id}. Whether it was charged, your account at the service shows.",
        "已放弃 {id}。是否收费，请以服务账户中的记录为准。",
    ),
    "command.runs.let_go.not": (
        "{id} is {state}: only an unconfirmed run can be let go.",
        "{id} 的状态是 {state}：只能放弃未确认的任务。",
    ),
    "command.runs.one": ("The run's id, as in the list.", "任务的 ID，见列表。"),
    "command.runs.none": ("No runs yet.", "还没有任务。"),
    "command.runs.unknown": (
        "There is no run with the id “{id}”. See: playground runs list",
        "没有 ID 为“{id}”的任务。请查看：playground runs list",
    ),
    "command.runs.id": ("id", "ID"),
    "command.runs.asked": ("asked", "时间"),
    "command.runs.model": ("model", "模型"),
    "command.runs.service": ("service", "服务"),
    "command.runs.state": ("state", "状态"),
    "command.runs.prompt": ("prompt", "提示词"),
    "command.runs.cost": ("cost", "费用"),
    "command.runs.task": ("task id", "任务 ID"),
    "command.runs.request": ("request id", "请求 ID"),
    "command.runs.input": ("input", "输入"),
    "command.runs.file": ("file", "文件"),
    "command.runs.problem": ("problem", "问题"),
}
