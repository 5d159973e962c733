"""What each environment variable does."""

VARIABLES: dict[str, tuple[str, str]] = {
    "variable.api_key": ("API key of the service", "服务的 API 密钥"),
    "variable.api_url": (
        "address of the service; default: https://api.mindvideo.ai with a key, otherwise the built-in sandbox",
        "服务地址；默认：有密钥时为 https://api.mindvideo.ai，否则为内置的沙盒",
    ),
    "variable.schemas": (
        (
            "folder of model files; default: schemas/ in the current folder if it exists, otherwise those that come "
            "with the program"
        ),
        "模型文件夹；默认：当前目录下的 schemas/，没有时使用程序自带的模型",
    ),
    "variable.data": (
        "folder for runs, results, uploads and the sandbox; default: your user data folder",
        "存放任务、结果、上传文件和沙盒数据的文件夹；默认：用户数据目录",
    ),
    "variable.database_url": (
        "database that keeps the runs; default: SQLite in that folder",
        "记录任务的数据库；默认：该文件夹中的 SQLite",
    ),
    "variable.host": ("address to listen on; default 127.0.0.1", "监听地址；默认 127.0.0.1"),
    "variable.port": ("port to listen on; default 7860", "监听端口；默认 7860"),
    "variable.password": (
        "password for the page; with an API key, a page that other machines can reach needs this or PLAYGROUND_OPEN",
        "网页的访问密码；使用 API 密钥且允许其他机器访问时，必须设置它或 PLAYGROUND_OPEN",
    ),
    "variable.open": ("1: anyone may use the page without a password", "1：任何人无需密码即可使用"),
    "variable.public_url": ("address at which others reach this server", "外部访问本服务器的网址"),
    "variable.hosts": (
        (
            "more host names that this server answers to, such as play.example.com; the one in PLAYGROUND_PUBLIC_URL, "
            "this machine's own and the addresses it listens on always work"
        ),
        "本服务器接受的其他域名，例如 play.example.com；PLAYGROUND_PUBLIC_URL 的域名、本机名称和监听地址始终可用",
    ),
    "variable.trusted_proxies": (
        (
            "addresses or networks of reverse proxies, such as 127.0.0.1 or 10.0.0.0/8; only their X-Forwarded-… "
            "headers are trusted; default: none"
        ),
        "反向代理的地址或网段，例如 127.0.0.1 或 10.0.0.0/8，只信任它们的 X-Forwarded-… 标头；默认：都不信任",
    ),
    "variable.uploads": (
        "where reference files are published: local, s3://bucket/prefix, gs://… or az://…; default local",
        "参考文件发布到哪里：local、s3://bucket/prefix、gs://… 或 az://…；默认 local",
    ),
    "variable.cancel_path": (
        "path of the service's cancel call, such as /api/v1/tasks/{{task_id}}/cancel; default: none",
        "服务取消任务的路径，例如 /api/v1/tasks/{{task_id}}/cancel；默认：无",
    ),
    "variable.private_hosts": (
        "host:port pairs on private addresses that results may come from",
        "允许从哪些内网 host:port 获取结果",
    ),
    "variable.keep_bytes": (
        "how much the data folder may hold, such as 20GB; the oldest results and uploads go first; default: no limit",
        "数据文件夹最多占用的空间，例如 20GB，最旧的结果和上传文件先删除；默认：不限",
    ),
    "variable.keep_days": (
        "how many days results and uploads are kept; default: no limit",
        "结果和上传文件保留多少天；默认：不限",
    ),
    "variable.most_runs_at_once": (
        "how many runs one person may have in progress (15 times as many per address, 50 times in all); default 20",
        "每人可同时进行的任务数（同一地址为 15 倍，总共为 50 倍）；默认 20",
    ),
    "variable.currency": ("symbol in front of every cost; default $", "费用前的货币符号；默认 $"),
}
