"""Sentences of the command line."""

COMMANDS: dict[str, tuple[str, str]] = {
    "command": (
        "Try hosted image and video models: on a page, from the command line, or on a sandbox of your own.",
        "试用托管的图像和视频模型：网页、命令行，或你自己的沙盒。",
    ),
    "command.examples": (
        (
            "First steps:\n"
            "  playground serve\n"
            '  playground run qwen-image-2-0-pro --set prompt="A tea house in the fog"\n'
            "  playground check schemas/*.json"
        ),
        (
            "第一步：\n"
            "  playground serve\n"
            '  playground run qwen-image-2-0-pro --set prompt="雾中茶馆"\n'
            "  playground check schemas/*.json"
        ),
    ),
    "command.version": ("Print the version and leave.", "显示版本后退出。"),
    "command.error": ("Sorry:", "抱歉："),
    "command.unforeseen": (
        (
            "Something went wrong that nobody foresaw. What happened is written down in {log}: please send that file "
            "along when you report it."
        ),
        "发生了意料之外的问题。详情已写入 {log}，反馈问题时请附上该文件。",
    ),
    "command.json": ("Print JSON, one object a line, and nothing else.", "只输出 JSON，每行一个对象。"),
    # serve
    "command.serve": ("Open the page on this machine.", "在本机打开网页。"),
    "command.serve.help": (
        "Open the page on this machine. Without a key it runs on its own sandbox: nothing is paid.",
        "在本机打开网页。没有密钥时使用自带的沙盒，不会产生费用。",
    ),
    "command.serve.host": ("Where to listen; beats PLAYGROUND_HOST.", "监听地址，优先于 PLAYGROUND_HOST。"),
    "command.serve.port": ("Port to listen at; beats PLAYGROUND_PORT.", "监听端口，优先于 PLAYGROUND_PORT。"),
    "command.serve.examples": (
        "Examples:\n  playground serve\n  playground serve --port 8080\n  PLAYGROUND_API_KEY=… playground serve",
        "示例：\n  playground serve\n  playground serve --port 8080\n  PLAYGROUND_API_KEY=… playground serve",
    ),
    "command.serve.variables": ("Environment, all optional:", "环境变量，均可省略："),
    "variable.api_key": ("key of the service", "服务的密钥"),
    "variable.api_url": (
        "base address of the service; default: with a key https://api.mindvideo.ai, else the sandbox",
        "服务地址；默认：有密钥时为 https://api.mindvideo.ai，否则为沙盒",
    ),
    "variable.schemas": (
        "folder of model files; default: schemas/ here if there is one, else those that ship with the program",
        "模型文件夹；默认：当前目录的 schemas/，没有时用随程序附带的",
    ),
    "variable.data": (
        "folder for runs, results, uploads and sandbox; default: your user data folder",
        "存放任务、结果、上传文件和沙盒的文件夹；默认：用户数据目录",
    ),
    "variable.database_url": (
        "database that remembers the runs; default: SQLite in that folder",
        "记录任务的数据库；默认：该文件夹中的 SQLite",
    ),
    "variable.host": ("where to listen; default 127.0.0.1", "监听地址；默认 127.0.0.1"),
    "variable.port": ("port to listen at; default 7860", "监听端口；默认 7860"),
    "variable.password": (
        "password that the page asks for; beyond this machine with a key it or PLAYGROUND_OPEN is needed",
        "网页要求的密码；在本机之外使用密钥时，需要它或 PLAYGROUND_OPEN",
    ),
    "variable.open": ("1: no password, on purpose", "1：有意不设密码"),
    "variable.public_url": ("how the outside reaches this server", "外部访问本服务器的网址"),
    "variable.uploads": (
        "s3://bucket/prefix, gs://…, az://… or local; default local",
        "s3://bucket/prefix、gs://…、az://… 或 local；默认 local",
    ),
    "variable.cancel_path": (
        "where the service takes cancellations, say /api/v1/tasks/{{task_id}}/cancel",
        "服务的取消地址，例如 /api/v1/tasks/{{task_id}}/cancel",
    ),
    "variable.private_hosts": (
        "more host:port pairs on private addresses that results may come from",
        "允许提供结果的其他内网 host:port",
    ),
    "variable.keep_bytes": (
        "how much results and uploads may hold, say 20GB; the oldest go first; default: no limit",
        "结果和上传文件最多占用的空间，例如 20GB，最旧的先删除；默认：不限",
    ),
    "variable.keep_days": (
        "for how many days results and uploads are kept; default: no limit",
        "结果和上传文件保留的天数；默认：不限",
    ),
    "variable.currency": ("sign before every cost; default $", "费用前的货币符号；默认 $"),
    # sandbox and keys
    "command.sandbox": ("Run the task API on this machine, for tests.", "在本机运行任务 API，用于测试。"),
    "command.sandbox.help": (
        (
            "Run the task API on this machine: the same addresses, keys and answers as the service, with pictures that "
            "cost nothing."
        ),
        "在本机运行任务 API：地址、密钥和回答与服务相同，图片不花钱。",
    ),
    "command.sandbox.host": ("Where to listen.", "监听地址。"),
    "command.sandbox.port": ("Port to listen at; 0 takes any free one.", "监听端口；0 表示任意空闲端口。"),
    "command.sandbox.pace": (
        "How long tasks take: 1 as on a service, 0.1 ten times as fast.",
        "任务耗时：1 与服务相当，0.1 快十倍。",
    ),
    "command.sandbox.examples": (
        (
            "Examples:\n"
            "  playground sandbox --port 8787\n"
            "  playground keys create ci\n"
            '  curl http://127.0.0.1:8787/api/v1/tasks -H "Authorization: Bearer $KEY" '
            '-d \'{{"model": "qwen-image-2-0-pro", "input": {{"prompt": "Tea"}}}}\''
        ),
        (
            "示例：\n"
            "  playground sandbox --port 8787\n"
            "  playground keys create ci\n"
            '  curl http://127.0.0.1:8787/api/v1/tasks -H "Authorization: Bearer $KEY" '
            '-d \'{{"model": "qwen-image-2-0-pro", "input": {{"prompt": "茶"}}}}\''
        ),
    ),
    "command.sandbox.ready": (
        "The sandbox listens at {url}\nA key for it: playground keys create\nCtrl+C stops it.",
        "沙盒地址：{url}\n创建密钥：playground keys create\n按 Ctrl+C 停止。",
    ),
    "command.keys": ("Keys of the sandbox: create, list, disable, delete.", "沙盒的密钥：创建、列出、停用、删除。"),
    "command.keys.help": (
        "Keys of the sandbox. A key is shown once, when it is created.",
        "沙盒的密钥。密钥只在创建时显示一次。",
    ),
    "command.keys.examples": (
        "Examples:\n  playground keys create ci\n  playground keys list\n  playground keys disable ID",
        "示例：\n  playground keys create ci\n  playground keys list\n  playground keys disable ID",
    ),
    "command.keys.create": ("Create a key and print it, alone.", "创建密钥并只打印它。"),
    "command.keys.list": ("List the keys; never the secret part.", "列出密钥，不含机密部分。"),
    "command.keys.disable": ("Refuse a key from now on.", "从现在起拒绝某个密钥。"),
    "command.keys.delete": ("Forget a key.", "删除某个密钥。"),
    "command.keys.name": ("What the key is for.", "密钥的用途。"),
    "command.keys.id": ("The key's id, as in the list.", "密钥的 ID，见列表。"),
    "command.keys.unknown": (
        "There is no key with the id “{id}”. See: playground keys list",
        "没有 ID 为“{id}”的密钥。请查看：playground keys list",
    ),
    "command.keys.none": (
        "No keys yet. Make one: playground keys create",
        "还没有密钥。创建一个：playground keys create",
    ),
    "command.keys.disabled": ("disabled", "已停用"),
    "command.keys.active": ("active", "可用"),
    "command.keys.column.id": ("id", "ID"),
    "command.keys.column.ends": ("ends in", "末尾"),
    "command.keys.column.created": ("created", "创建时间"),
    "command.keys.column.name": ("name", "名称"),
    "command.keys.column.state": ("state", "状态"),
    # check
    "command.check": ("Does a model file make a good form?", "模型文件能生成好表单吗？"),
    "command.check.help": (
        "Say whether each model file makes a good form, which fields it has, and what an untouched form would send.",
        "检查每个模型文件能否生成好表单：有哪些字段，未改动的表单会发送什么。",
    ),
    "command.check.examples": (
        (
            "Examples:\n"
            "  playground check schemas/my-model.json\n"
            "  playground check schemas/my-model.json --example payload.json\n"
            "  playground check schemas/*.json --examples --json"
        ),
        (
            "示例：\n"
            "  playground check schemas/my-model.json\n"
            "  playground check schemas/my-model.json --example payload.json\n"
            "  playground check schemas/*.json --examples --json"
        ),
    ),
    "command.check.files": ("Model files: one JSON Schema each.", "模型文件：每个是一份 JSON Schema。"),
    "command.check.example": (
        "A payload: does the form give it back unchanged?",
        "一份输入：表单能否原样还原它？",
    ),
    "command.check.beside": (
        "Take NAME.example.json beside each NAME.json as its example.",
        "用每个 NAME.json 旁边的 NAME.example.json 作为示例。",
    ),
    "command.check.one_example": (
        "--example goes with one file and without --examples.",
        "--example 只能用于一个文件，且不能与 --examples 同用。",
    ),
    "command.check.path": ("field", "字段"),
    "command.check.widget": ("shown as", "控件"),
    "command.check.notes": ("", ""),
    "command.check.required": ("required", "必填"),
    "command.check.advanced": ("advanced", "高级"),
    "command.check.untouched": ("An untouched form sends", "未改动的表单会发送"),
    "command.check.roundtrip": ("The form gives the example back as it is.", "表单能原样还原示例。"),
    "command.check.example_unreadable": ("The example {file}: {message}", "示例 {file}：{message}"),
    # settings
    "command.settings": ("Show what a picture was made with.", "查看图片的生成设置。"),
    "command.settings.help": (
        (
            "Print, as JSON, the settings inside a picture or ZIP that was downloaded here. The prompt, seed and size "
            "in pictures by AUTOMATIC1111 and ComfyUI are found too. Exit code 2: there are none."
        ),
        (
            "以 JSON 打印从这里下载的图片或 ZIP 中的设置，也能读取 AUTOMATIC1111 和 ComfyUI 图片中的提示词、种子和"
            "尺寸。退出码 2：没有设置。"
        ),
    ),
    "command.settings.examples": (
        (
            "Examples:\n"
            "  playground settings picture.png\n"
            "  playground settings picture.png | jq .input | playground run qwen-image-2-0-pro --input -"
        ),
        (
            "示例：\n"
            "  playground settings picture.png\n"
            "  playground settings picture.png | jq .input | playground run qwen-image-2-0-pro --input -"
        ),
    ),
    "command.settings.file": (
        "A picture, the ZIP of a run, or the JSON file in it.",
        "图片、一次生成的 ZIP，或其中的 JSON 文件。",
    ),
    "command.settings.none": ("There are no settings in {file}.", "{file} 中没有设置。"),
    "command.settings.unreadable": ("{file} cannot be read: {reason}.", "无法读取 {file}：{reason}。"),
    # run
    "command.run": ("Send one task, wait, and save what comes.", "发送一个任务，等待并保存结果。"),
    "command.run.help": (
        (
            "Send one task, wait, and save what comes. Without a key it runs on a sandbox of its own: "
            "nothing is paid.\n\n"
            "Exit codes: 0 succeeded; 1 failed or cancelled; 2 nothing was sent; 3 the service said no or was never "
            "reached; 4 perhaps accepted, no answer; 130 Ctrl+C, the run goes on when the server next starts."
        ),
        (
            "发送一个任务，等待并保存结果。没有密钥时使用自带的沙盒，不会产生费用。\n\n"
            "退出码：0 成功；1 失败或已取消；2 什么都没有发送；3 服务拒绝或无法连接；4 可能已接受但没有答复；"
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
        "Stopped watching. The run goes on when the server next starts; see: playground runs show {id}",
        "已停止等待。服务器下次启动时任务会继续；查看：playground runs show {id}",
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
    # runs
    "command.runs": ("Runs so far: list them, look at one.", "以往的任务：列出或查看。"),
    "command.runs.help": (
        "Runs so far, from the page and from the command line.",
        "以往的任务，包括网页和命令行的。",
    ),
    "command.runs.examples": (
        "Examples:\n  playground runs list\n  playground runs show ID",
        "示例：\n  playground runs list\n  playground runs show ID",
    ),
    "command.runs.list": ("List the newest runs.", "列出最近的任务。"),
    "command.runs.show": ("Show all that is known of one run.", "显示一个任务的全部信息。"),
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
    "command.runs.cost": ("cost", "费用"),
    "command.runs.task": ("task id", "任务 ID"),
    "command.runs.request": ("request id", "请求 ID"),
    "command.runs.input": ("input", "输入"),
    "command.runs.file": ("file", "文件"),
    "command.runs.problem": ("problem", "问题"),
}
