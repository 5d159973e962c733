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
    "settings.hosts": (
        "{variable} must be names such as play.example.com, with commas between them; it is “{value}”.",
        "{variable} 必须是域名，例如 play.example.com，多个用逗号分隔；现在是“{value}”。",
    ),
    "settings.trusted_proxies": (
        (
            "{variable} must be addresses or networks such as 127.0.0.1 or 10.0.0.0/8, with commas between them; "
            "it is “{value}”."
        ),
        "{variable} 必须是地址或网段，例如 127.0.0.1 或 10.0.0.0/8，多个用逗号分隔；现在是“{value}”。",
    ),
    "settings.keep_bytes": (
        "{variable} must be a size such as 20GB or 500MB, or a number of bytes; it is “{value}”.",
        "{variable} 必须是大小，例如 20GB、500MB，或字节数；现在是“{value}”。",
    ),
    "settings.keep_days": (
        "{variable} must be a whole number of days, 1 or more; it is “{value}”.",
        "{variable} 必须是不小于 1 的整数天数；现在是“{value}”。",
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
    # request.*: what a page sent cannot be taken
    "request.too_large": (
        "This is too much at once: at most {limit} are taken. Nothing of it was kept.",
        "一次发送的内容太大：最多 {limit}。没有保留任何内容。",
    ),
    "settings.most_runs_at_once": (
        "{variable} must be a whole number from 1; it is “{value}”.",
        "{variable} 必须是从 1 开始的整数；现在是“{value}”。",
    ),
    "limit.runs": (
        (
            "You have {limit:run|runs} at work, the most at once. This one was not sent: wait until one is done, "
            "or cancel one."
        ),
        "您已有 {limit} 个任务在进行，这是同时进行的上限。这一个没有发送：请等一个完成，或取消一个。",
    ),
    "limit.runs.origin": (
        "Very many runs from your network are at work. This one was not sent: wait until some are done.",
        "您的网络有太多任务在进行。这一个没有发送：请等一些完成。",
    ),
    "limit.runs.all": (
        "As many runs are at work here as this server takes. This one was not sent: try again in a minute.",
        "此服务器上进行的任务已达上限。这一个没有发送：请一分钟后再试。",
    ),
    "limit.draft": (
        "This form is too large to be kept as a draft: at most {limit} characters are. What you typed is still here.",
        "表单过大，无法保存草稿：最多 {limit} 个字符。您输入的内容仍在。",
    ),
    "limit.full": (
        (
            "The space of this server is used up, so nothing was kept or sent. Whoever runs it can make room or raise "
            "PLAYGROUND_KEEP_BYTES."
        ),
        "此服务器的空间已用完，没有保留或发送任何内容。管理员可以清理空间或提高 PLAYGROUND_KEEP_BYTES。",
    ),
    "limit.work": (
        "So many changes at once are more than one visitor may send. Wait {wait:second|seconds}, then go on.",
        "短时间内的操作过多。请等 {wait} 秒后继续。",
    ),
    "limit.press": (
        (
            "So many presses of Generate at once are more than one visitor may send; this one was not sent. "
            "Wait {wait:second|seconds}, then press again."
        ),
        "短时间内点击“生成”过多，这一次没有发送。请等 {wait} 秒后再点。",
    ),
    "limit.file": (
        "So many files at once are more than one visitor may send. Wait {wait:second|seconds}, then try again.",
        "短时间内上传的文件过多。请等 {wait} 秒后再试。",
    ),
    "limit.try": (
        "So many drawings at once are more than one visitor may ask for. Wait {wait:second|seconds}, then go on.",
        "短时间内的绘制请求过多。请等 {wait} 秒后继续。",
    ),
    "limit.streams": (
        "Too many pages are open at once. Close some, then reload this one in {wait:second|seconds}.",
        "同时打开的页面过多。请关闭一些，{wait} 秒后刷新本页。",
    ),
    "limit.connections": (
        "Too many connections are open from your network, or in all. Close some pages and try again in half a minute.",
        "来自您的网络或总共的连接过多。请关闭一些页面，半分钟后再试。",
    ),
    "limit.slow": (
        "This came too slowly, so nothing of it was kept. Try again with a better connection.",
        "发送太慢，没有保留任何内容。请换更好的网络后重试。",
    ),
    "request.unknown_host": (
        "This server does not know the name “{host}”. Whoever runs it can set PLAYGROUND_HOSTS={host} to answer to it.",
        "此服务器不认识名称“{host}”。管理员可以设置 PLAYGROUND_HOSTS={host} 来使用它。",
    ),
    "request.unknown_host.here": (
        "This server answers on this machine only, not as “{host}”. Whoever runs it can set PLAYGROUND_HOSTS={host}.",
        "此服务器只在本机应答，不以“{host}”应答。管理员可以设置 PLAYGROUND_HOSTS={host}。",
    ),
    "request.too_many_values": (
        "This form holds more than {limit:value|values}, which is too much at once. Nothing was done.",
        "此表单包含的值超过 {limit:,} 个，内容过多，未做任何操作。",
    ),
    "request.too_slow": (
        "Checking this form takes too long, so nothing was done. Please make it smaller.",
        "检查此表单耗时过长，未做任何操作。请减少内容。",
    ),
    "request.busy": (
        "Many people are asking at once, so nothing was done. Please try again in a moment.",
        "当前请求过多，未做任何操作。请稍后再试。",
    ),
    "request.unreadable": (
        "What this page sent cannot be read, so nothing was done. Load the page anew and try again.",
        "无法读取此页面发送的内容，未做任何操作。请重新加载页面后重试。",
    ),
    # upload.*: a reference file cannot be used, or was changed
    "upload.empty": (
        "“{file}” is empty: it has no bytes at all. Export or download it again.",
        "“{file}” 是空文件，没有任何内容。请重新导出或下载。",
    ),
    "upload.too_large": (
        "“{file}” is too large: it has {size}, at most {limit} are taken.",
        "“{file}” 太大：文件为 {size}，最多 {limit}。",
    ),
    "upload.too_many_pixels": (
        "“{file}” has {width:,} × {height:,} pixels; at most {limit} million pixels are taken. Make it smaller first.",
        "“{file}” 有 {width:,} × {height:,} 像素；最多 {limit} 百万像素。请先缩小。",
    ),
    "upload.markup": (
        "“{file}” is not a photo or clip but {found}. Save it as PNG or JPEG and try again.",
        "“{file}” 不是图片或视频，而是 {found} 文件。请另存为 PNG 或 JPEG 后重试。",
    ),
    "upload.wrong_kind": (
        "“{file}” is of the wrong kind ({found}). This field takes: {accepted}.",
        "“{file}” 的类型不对（{found}）。此处接受：{accepted}。",
    ),
    "upload.broken": (
        "“{file}” is damaged or incomplete and cannot be read. Export or download it again.",
        "“{file}” 已损坏或不完整，无法读取。请重新导出或下载。",
    ),
    "upload.too_complex": (
        "“{file}” is made of far more parts than a photo or clip has, so it was not opened. Save it anew and use that.",
        "“{file}” 的内部结构远比正常图片或视频复杂，因此没有打开。请重新保存后再使用。",
    ),
    "upload.too_slow": (
        "Opening “{file}” takes more than {limit:second|seconds}, so it was stopped. Save it smaller and use that.",
        "打开 “{file}” 超过 {limit} 秒，已停止。请缩小后再使用。",
    ),
    "upload.not_opened": (
        "“{file}” brings the program that opens it to a halt. Save it anew in another program and use that.",
        "打开 “{file}” 的程序已中止。请用其他软件重新保存该文件后再使用。",
    ),
    "upload.busy": (
        "Many files are being read here just now, and “{file}” was not yet. Try again in a moment.",
        "当前正在处理的文件较多，“{file}” 尚未处理。请稍后重试。",
    ),
    "upload.stalled": (
        "“{file}” stopped coming in before it was whole, so it was not kept. Check the connection and try again.",
        "“{file}” 在传输完成前中断，因此没有保留。请检查网络后重试。",
    ),
    "upload.uncleanable": (
        "The place and device that a {found} may name cannot be taken out of “{file}” here. Save it as {wanted}.",
        "无法去除 “{file}” 中 {found} 可能含有的拍摄地点和设备信息。请另存为 {wanted}。",
    ),
    "upload.animated": (
        "“{file}” moves; this field takes still pictures. Save one frame of it and use that.",
        "“{file}” 是动图；此处只接受静态图片。请保存其中一帧再使用。",
    ),
    "upload.shrunk": (
        "“{file}” was made smaller to fit what the model takes: {new} pixels instead of {old}.",
        "“{file}” 已缩小以符合模型的限制：{new} 像素，原为 {old}。",
    ),
    "upload.disk": (
        "“{file}” could not be saved on this machine: {fault}.",
        "“{file}” 无法保存到本机：{fault}。",
    ),
    "upload.gone": (
        "A reference file is no longer kept here. Choose it again.",
        "参考文件已不在此处。请重新选择。",
    ),
    "upload.unreachable": (
        (
            "The service cannot fetch files from this computer, so nothing was sent. Paste a link to the file instead, "
            "or ask whoever runs this page to set PLAYGROUND_PUBLIC_URL or PLAYGROUND_UPLOADS."
        ),
        (
            "服务无法从这台电脑获取文件，因此什么都没有发送。请改为粘贴文件链接，"
            "或请管理员设置 PLAYGROUND_PUBLIC_URL 或 PLAYGROUND_UPLOADS。"
        ),
    ),
    "upload.long_data": (
        (
            "A reference file is too large to be sent inside the request, which is the only way to this service: it "
            "has {size}, at most {limit} are taken. Nothing was sent. Choose a smaller one, or paste a link to it."
        ),
        (
            "参考文件太大，无法随请求一起发送（目前只能这样发送给该服务）：文件为 {size}，最多 {limit}。"
            "什么都没有发送。请选择更小的文件，或粘贴文件链接。"
        ),
    ),
    "upload.store_down": (
        (
            "The store for reference files ({store}) does not answer, so nothing was sent. Your files are still here: "
            "try again."
        ),
        "参考文件存储（{store}）没有回应，因此什么都没有发送。你的文件仍在：请重试。",
    ),
    "upload.store_refused": (
        (
            "The store for reference files ({store}) refused the key of this page, so nothing was sent. Whoever runs "
            "this page has to look after it."
        ),
        "参考文件存储（{store}）拒绝了本页面的密钥，因此什么都没有发送。请联系管理员。",
    ),
    "upload.store_missing": (
        (
            "The store for reference files ({store}) does not exist, so nothing was sent. Whoever runs this page has "
            "to set it up."
        ),
        "参考文件存储（{store}）不存在，因此什么都没有发送。请联系管理员设置。",
    ),
    # fetch.*: a result that was paid for cannot be fetched or is not what it claims
    "fetch.bad_link": (
        "The service gave a link for result {number} that leads nowhere.",
        "服务为第 {number} 个结果给出的链接无效。",
    ),
    "fetch.forbidden_address": (
        "The link of result {number} leads into a private network ({host}), so it was not opened.",
        "第 {number} 个结果的链接指向内部网络（{host}），因此没有打开。",
    ),
    "fetch.not_reachable": (
        "Result {number} cannot be fetched: {host} does not answer.",
        "无法获取第 {number} 个结果：{host} 没有回应。",
    ),
    "fetch.proxy": (
        "Result {number} cannot be fetched: the proxy {proxy} does not lead to {host}.",
        "无法获取第 {number} 个结果：代理 {proxy} 无法连接 {host}。",
    ),
    "fetch.not_found": (
        "Result {number} is not at its link yet (status {status}).",
        "第 {number} 个结果暂时还不在其链接处（状态 {status}）。",
    ),
    "fetch.link_refused": (
        "The link of result {number} is not open (status {status}): the file may not be there yet, or it has expired.",
        "第 {number} 个结果的链接尚未开放（状态 {status}）：文件可能还未就绪，或链接已过期。",
    ),
    "fetch.host_down": (
        "The place where result {number} is kept has a fault of its own just now (status {status}).",
        "存放第 {number} 个结果的服务器暂时出现故障（状态 {status}）。",
    ),
    "fetch.bad_answer": (
        "The place where result {number} is kept gave an answer that makes no sense (status {status}).",
        "存放第 {number} 个结果的服务器给出了无法理解的回应（状态 {status}）。",
    ),
    "fetch.interrupted": (
        "Result {number} came only in part: the connection to {host} broke off.",
        "第 {number} 个结果只收到一部分：与 {host} 的连接中断。",
    ),
    "fetch.incomplete": (
        "Result {number} came damaged or only in part each time it was fetched. What came is kept.",
        "第 {number} 个结果每次获取都不完整或已损坏。已保留收到的部分。",
    ),
    "fetch.duplicate": (
        "The link of result {number} brings a copy of another result.",
        "第 {number} 个结果的链接得到的是另一个结果的副本。",
    ),
    "fetch.too_many_redirects": (
        "The link of result {number} leads from one place to the next without end.",
        "第 {number} 个结果的链接不停跳转，没有终点。",
    ),
    "fetch.too_large": (
        "Result {number} is larger than {limit}, the most that is fetched.",
        "第 {number} 个结果超过可获取的上限 {limit}。",
    ),
    "fetch.too_slow": (
        "Result {number} came so slowly that it was given up after {minutes:minute|minutes}.",
        "第 {number} 个结果传输太慢，{minutes} 分钟后放弃。",
    ),
    "fetch.taken_over": (
        "Result {number} is being fetched by another process of this server.",
        "结果 {number} 正由本服务器的另一个进程取回。",
    ),
    "fetch.empty": (
        "Result {number} is an empty file.",
        "第 {number} 个结果是空文件。",
    ),
    "fetch.wrong_content": (
        "Instead of result {number} something else came ({found}).",
        "收到的不是第 {number} 个结果，而是其他内容（{found}）。",
    ),
    "fetch.nothing": (
        "The service says that it is done, but its answer names no result. Details shows the answer.",
        "服务表示已完成，但答复中没有任何结果。答复内容见“详情”。",
    ),
    "fetch.disk": (
        "Result {number} could not be saved on this machine: {fault}.",
        "第 {number} 个结果无法保存到本机：{fault}。",
    ),
    "fetch.fault": (
        "Result {number} could not be kept because of a fault of the playground itself; its log says more.",
        "由于本程序自身的故障，第 {number} 个结果无法保存；详情见日志。",
    ),
    # storage.*: the ledger; beside them what its runner says meanwhile
    "storage.read_only": (
        "Nothing was sent: {place} cannot be written. Make that folder writable, or choose another as PLAYGROUND_DATA.",
        "没有发送任何内容：无法写入 {place}。请允许写入该文件夹，或用 PLAYGROUND_DATA 另选一个。",
    ),
    "storage.full": (
        "Nothing was sent: the disk of {place} is full, so the run could not be noted. Make some room and try again.",
        "没有发送任何内容：{place} 所在的磁盘已满，无法记录这次运行。请腾出空间后重试。",
    ),
    "storage.no_room": (
        (
            "Nothing was sent: {place} has {free} free, and {needed} are kept free for results that are paid for. Make "
            "some room and try again."
        ),
        "没有发送任何内容：{place} 只剩 {free}，需要为已付费的结果保留 {needed}。请腾出空间后重试。",
    ),
    "storage.no_results": (
        "Nothing was sent: results could not be kept in {place} ({fault}). Make that folder writable and try again.",
        "没有发送任何内容：结果无法保存到 {place}（{fault}）。请允许写入该文件夹后重试。",
    ),
    "storage.cannot_open": (
        "Nothing was sent: {place} cannot be opened. Check that the folder exists and may be read and written.",
        "没有发送任何内容：无法打开 {place}。请检查该文件夹是否存在、是否可读写。",
    ),
    "storage.busy": (
        "Nothing was sent: another program has been holding {place} for too long. Try again in a moment.",
        "没有发送任何内容：另一个程序占用 {place} 的时间太长。请稍后重试。",
    ),
    "storage.damaged": (
        "Nothing was sent: {place} is damaged or is not a ledger. Move it away to start with a new one.",
        "没有发送任何内容：{place} 已损坏，或不是账本文件。请把它移走，程序会新建一个。",
    ),
    "storage.newer": (
        "{place} was written by a newer version of this program. Install that version, or choose another folder.",
        "{place} 由更新版本的程序写入。请安装该版本，或另选一个文件夹。",
    ),
    "storage.unavailable": (
        "Nothing was sent: the ledger {place} cannot be used just now. Try again in a moment.",
        "没有发送任何内容：账本 {place} 暂时无法使用。请稍后重试。",
    ),
    "storage.url": (
        "The address of the ledger is not one of a database: {place}.",
        "账本的地址不是数据库地址：{place}。",
    ),
    "storage.stopping": (
        "Nothing was sent: the playground is shutting down. Try again once it is back.",
        "没有发送任何内容：程序正在关闭。请在它重新启动后再试。",
    ),
}
