"""Sentences of the command line."""

COMMANDS: dict[str, tuple[str, str]] = {
    "command": (
        "Try hosted image and video models on a web page, from the command line, or in a sandbox of your own.",
        "在网页、命令行或自带的沙盒中试用云端的图像和视频模型。",
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
    "command.version": ("Print the version and exit.", "显示版本并退出。"),
    "command.error": ("Sorry:", "抱歉："),
    "command.unforeseen": (
        "Something unexpected went wrong. The details are in {log}: please attach that file when you report it.",
        "出现了意外错误。详情已写入 {log}，反馈问题时请附上该文件。",
    ),
    "command.proxy": (
        (
            "The proxy {proxy} named in the environment cannot be used. Use http, https or socks5 (socks5 needs the "
            "package httpx[socks]). What runs on this machine still works; no request goes around the proxy."
        ),
        (
            "无法使用环境变量中的代理 {proxy}。支持 http、https 和 socks5（socks5 需要安装 httpx[socks]）。"
            "本机上的功能照常可用，其他请求不会绕过代理。"
        ),
    ),
    "command.json": ("Print only JSON, one object per line.", "只输出 JSON，每行一个对象。"),
    "command.help.commands": ("Commands", "命令"),
    "command.help.options": ("Options", "选项"),
    "command.help.arguments": ("Arguments", "参数"),
    "command.help.help": ("Show this help and exit.", "显示帮助并退出。"),
    # serve
    "command.serve": ("Serve the web page on this machine.", "在本机启动网页。"),
    "command.serve.help": (
        "Serve the web page on this machine. Without an API key it uses a built-in sandbox: nothing is charged.",
        "在本机启动网页。没有 API 密钥时使用内置的沙盒，不会产生费用。",
    ),
    "command.serve.host": ("Address to listen on; overrides PLAYGROUND_HOST.", "监听地址，优先于 PLAYGROUND_HOST。"),
    "command.serve.port": ("Port to listen on; overrides PLAYGROUND_PORT.", "监听端口，优先于 PLAYGROUND_PORT。"),
    "command.serve.examples": (
        "Examples:\n  playground serve\n  playground serve --port 8080\n  PLAYGROUND_API_KEY=… playground serve",
        "示例：\n  playground serve\n  playground serve --port 8080\n  PLAYGROUND_API_KEY=… playground serve",
    ),
    "command.serve.variables": ("Environment variables, all optional:", "环境变量，均可省略："),
    # sandbox and keys
    "command.sandbox": ("Run the task API on this machine, for testing.", "在本机运行任务 API，用于测试。"),
    "command.sandbox.help": (
        (
            "Run the task API on this machine: the same paths, keys and answers as the real service, but pictures "
            "cost nothing."
        ),
        "在本机运行任务 API：路径、密钥和响应都与真实服务相同，但生成图片不花钱。",
    ),
    "command.sandbox.host": ("Address to listen on.", "监听地址。"),
    "command.sandbox.port": ("Port to listen on; 0 picks a free one.", "监听端口；0 表示自动选择空闲端口。"),
    "command.sandbox.pace": (
        "How long tasks take: 1 is like a real service, 0.1 is ten times as fast.",
        "任务耗时：1 与真实服务相当，0.1 表示快十倍。",
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
        ("The sandbox is running at {url}\nCreate a key for it: playground keys create\nPress Ctrl+C to stop it."),
        ("沙盒已启动：{url}\n创建密钥：playground keys create\n按 Ctrl+C 停止。"),
    ),
    "command.keys": ("Keys for the sandbox: create, list, disable, delete.", "沙盒的密钥：创建、列出、停用、删除。"),
    "command.keys.help": (
        "Keys for the sandbox. A key is shown only once, when it is created.",
        "沙盒的密钥。密钥只在创建时显示一次。",
    ),
    "command.keys.examples": (
        "Examples:\n  playground keys create ci\n  playground keys list\n  playground keys disable ID",
        "示例：\n  playground keys create ci\n  playground keys list\n  playground keys disable ID",
    ),
    "command.keys.create": ("Create a key and print just the key.", "创建密钥，只输出密钥本身。"),
    "command.keys.list": ("List the keys, without the secret part.", "列出密钥，不显示完整内容。"),
    "command.keys.disable": ("Stop accepting a key.", "停用密钥。"),
    "command.keys.delete": ("Delete a key.", "删除密钥。"),
    "command.keys.name": ("What the key is for.", "密钥的用途。"),
    "command.keys.id": ("The key's ID, as listed.", "密钥的 ID，见列表。"),
    "command.keys.unknown": (
        "There is no key with the ID “{id}”. See the list: playground keys list",
        "没有 ID 为“{id}”的密钥。查看列表：playground keys list",
    ),
    "command.keys.none": (
        "No keys yet. Create one: playground keys create",
        "还没有密钥。创建密钥：playground keys create",
    ),
    "command.keys.disabled": ("disabled", "已停用"),
    "command.keys.active": ("active", "可用"),
    "command.keys.column.id": ("ID", "ID"),
    "command.keys.column.ends": ("ends in", "末四位"),
    "command.keys.column.created": ("created", "创建时间"),
    "command.keys.column.name": ("name", "名称"),
    "command.keys.column.state": ("state", "状态"),
    # check
    "command.check": ("Check whether model files make good forms.", "检查模型文件能否生成好用的表单。"),
    "command.check.help": (
        (
            "Check whether each model file makes a good form: which fields it has, and what the form sends if nobody "
            "changes anything."
        ),
        "检查每个模型文件能否生成好用的表单：有哪些字段，什么都不改时会发送什么。",
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
    "command.check.files": ("Model files, one JSON Schema each.", "模型文件，每个文件一份 JSON Schema。"),
    "command.check.example": (
        "An example input: does it come through the form unchanged?",
        "一份示例输入：检查它经过表单后是否保持不变。",
    ),
    "command.check.beside": (
        "Use NAME.example.json next to each NAME.json as its example.",
        "使用每个 NAME.json 旁边的 NAME.example.json 作为示例。",
    ),
    "command.check.one_example": (
        "--example works with one file, and not together with --examples.",
        "--example 只能配合一个文件使用，且不能与 --examples 同时使用。",
    ),
    "command.check.path": ("field", "字段"),
    "command.check.widget": ("shown as", "控件"),
    "command.check.notes": ("", ""),
    "command.check.required": ("required", "必填"),
    "command.check.advanced": ("advanced", "高级"),
    "command.check.untouched": ("If nothing is changed, the form sends", "什么都不改时，表单会发送"),
    "command.check.roundtrip": ("The example comes through the form unchanged.", "示例经过表单后保持不变。"),
    "command.check.example_unreadable": ("Example {file}: {message}", "示例 {file}：{message}"),
    # settings
    "command.settings": ("Show which settings a picture was made with.", "查看图片的生成设置。"),
    "command.settings.help": (
        (
            "Print the settings stored in a picture or ZIP file downloaded from the page, as JSON. Also reads prompt, "
            "seed and size from pictures made with AUTOMATIC1111 or ComfyUI. Exit code 2: no settings found."
        ),
        (
            "以 JSON 输出从网页下载的图片或 ZIP 中保存的设置，也能读取 AUTOMATIC1111 和 ComfyUI 图片中的提示词、"
            "种子和尺寸。退出码 2：没有找到设置。"
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
        "A picture, the ZIP file of a run, or the JSON file inside it.",
        "图片、一次生成的 ZIP 文件，或其中的 JSON 文件。",
    ),
    "command.settings.none": ("There are no settings in {file}.", "{file} 中没有设置。"),
    "command.settings.unreadable": ("{file} cannot be read: {reason}.", "无法读取 {file}：{reason}。"),
}
