"""What each environment variable does."""

VARIABLES: dict[str, tuple[str, str]] = {
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
    "variable.hosts": (
        (
            "more names that this server answers to, say play.example.com; that of PLAYGROUND_PUBLIC_URL, this "
            "machine's own and addresses it listens at always count"
        ),
        "本服务器应答的其他域名，例如 play.example.com；PLAYGROUND_PUBLIC_URL 的域名、本机名称和监听的地址始终有效",
    ),
    "variable.trusted_proxies": (
        (
            "addresses or networks of proxies in front, say 127.0.0.1 or 10.0.0.0/8: only their X-Forwarded-… "
            "headers are believed; default: nobody's"
        ),
        "前置代理的地址或网段，例如 127.0.0.1 或 10.0.0.0/8：只相信它们的 X-Forwarded-… 标头；默认：都不相信",
    ),
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
    "variable.most_runs_at_once": (
        (
            "how many runs of one person may be at work at once (15 times as many from one address, 50 times in all); "
            "default 20"
        ),
        "每人可同时进行的任务数（同一地址为其 15 倍，总共为其 50 倍）；默认 20",
    ),
    "variable.currency": ("sign before every cost; default $", "费用前的货币符号；默认 $"),
}
