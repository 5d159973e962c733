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
    "command.proxy": (
        (
            "The proxy {proxy}, which the environment names, cannot be used: http, https and socks5 are spoken here, "
            "socks5 with the package httpx[socks]. What is on this machine works; nothing else is reached around it."
        ),
        (
            "无法使用环境变量中的代理 {proxy}：支持 http、https 和 socks5（socks5 需要安装 httpx[socks]）。"
            "本机上的功能照常可用；其他请求不会绕过代理。"
        ),
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
}
