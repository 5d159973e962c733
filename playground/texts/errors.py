"""Sentences of the errors."""

ERRORS: dict[str, tuple[str, str]] = {
    # settings.*: one for each variable
    "settings.api_key": (
        "{variable} does not look like a key: a key is one word of plain letters, digits and signs. Copy it again.",
        "{variable} 不像一个密钥：密钥是由字母、数字和符号组成的一个词。请重新复制。",
    ),
    "settings.api_url": (
        "{variable} must be a web address such as https://api.example.com; it is “{value}”.",
        "{variable} 必须是网址，例如 https://api.example.com；现在是“{value}”。",
    ),
    "settings.schemas": (
        "{variable} must name a folder that exists; it is “{value}”.",
        "{variable} 必须是一个存在的文件夹；现在是“{value}”。",
    ),
    "settings.data": (
        "{variable} must name a folder; it is “{value}”.",
        "{variable} 必须是一个文件夹；现在是“{value}”。",
    ),
    "settings.database_url": (
        "{variable} must be a database address such as postgresql://host/name.",
        "{variable} 必须是数据库地址，例如 postgresql://host/name。",
    ),
    "settings.host": (
        "{variable} must be a name or address of this machine, such as 127.0.0.1; it is “{value}”.",
        "{variable} 必须是本机的名称或地址，例如 127.0.0.1；现在是“{value}”。",
    ),
    "settings.port": (
        "{variable} must be a whole number from 0 to 65535; it is “{value}”.",
        "{variable} 必须是 0 到 65535 的整数；现在是“{value}”。",
    ),
    "settings.password": (
        "{variable} must be a text.",
        "{variable} 必须是文本。",
    ),
    "settings.open": (
        "{variable} must be 1 or 0; it is “{value}”.",
        "{variable} 必须是 1 或 0；现在是“{value}”。",
    ),
    "settings.public_url": (
        (
            "{variable} must be the web address at which others reach this server, such as https://play.example.com; "
            "it is “{value}”."
        ),
        "{variable} 必须是他人访问本服务器的网址，例如 https://play.example.com；现在是“{value}”。",
    ),
    "settings.uploads": (
        (
            "{variable} must be “local” or the address of a store such as s3://bucket/folder, gs://bucket/folder or "
            "az://container/folder; it is “{value}”."
        ),
        (
            "{variable} 必须是“local”，或存储地址，例如 s3://bucket/folder、gs://bucket/folder、az://container/folder；"
            "现在是“{value}”。"
        ),
    ),
    "settings.cancel_path": (
        "{variable} must be a path with {{task_id}} in it, such as /api/v1/tasks/{{task_id}}/cancel; it is “{value}”.",
        "{variable} 必须是含有 {{task_id}} 的路径，例如 /api/v1/tasks/{{task_id}}/cancel；现在是“{value}”。",
    ),
    "settings.private_hosts": (
        "{variable} must be pairs of host and port such as 10.0.0.5:9000, with commas between them; it is “{value}”.",
        "{variable} 必须是主机和端口，例如 10.0.0.5:9000，多个用逗号分隔；现在是“{value}”。",
    ),
    "settings.currency": (
        "{variable} must be a text; it is “{value}”.",
        "{variable} 必须是文本；现在是“{value}”。",
    ),
    "settings.port_busy": (
        (
            "Port {port} on {host} is taken. Stop the program that uses it, or choose another one with --port or "
            "PLAYGROUND_PORT."
        ),
        "{host} 的端口 {port} 已被占用。请停止占用它的程序，或用 --port 或 PLAYGROUND_PORT 选择其他端口。",
    ),
    "settings.not_listening": (
        "Cannot listen on {host}, port {port}: {reason}.",
        "无法监听 {host} 的端口 {port}：{reason}。",
    ),
    "settings.exposed": (
        (
            "Not started: on {host} anyone who can reach this machine could spend your credit. Set PLAYGROUND_PASSWORD "
            "to ask for a password, or PLAYGROUND_OPEN=1 if that is what you want."
        ),
        (
            "未启动：监听 {host} 时，任何能访问这台机器的人都可以花掉你的额度。请设置 PLAYGROUND_PASSWORD 要求密码；"
            "如果这正是你想要的，请设置 PLAYGROUND_OPEN=1。"
        ),
    ),
}
