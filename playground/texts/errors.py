"""Sentences of the errors."""

ERRORS: dict[str, tuple[str, str]] = {
    # settings.*: one for each variable
    "settings.api_key": (
        "{variable} does not look like a key: a key is one word of plain letters, digits and signs. Copy it again.",
        "{variable} 不像是密钥：密钥只含字母、数字和符号，没有空格。请重新复制。",
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
    "settings.password": ("{variable} must be text.", "{variable} 必须是文本。"),
    "settings.open": (
        "{variable} must be 1 or 0; it is “{value}”.",
        "{variable} 必须是 1 或 0；现在是“{value}”。",
    ),
    "settings.public_url": (
        (
            "{variable} must be the address at which others reach this server, such as https://play.example.com; it "
            "is “{value}”."
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
        "{variable} must be host:port pairs such as 10.0.0.5:9000, separated by commas; it is “{value}”.",
        "{variable} 必须是 host:port 的形式，例如 10.0.0.5:9000，多个用逗号分隔；现在是“{value}”。",
    ),
    "settings.hosts": (
        "{variable} must be host names such as play.example.com, separated by commas; it is “{value}”.",
        "{variable} 必须是域名，例如 play.example.com，多个用逗号分隔；现在是“{value}”。",
    ),
    "settings.trusted_proxies": (
        (
            "{variable} must be addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas; it is "
            "“{value}”."
        ),
        "{variable} 必须是地址或网段，例如 127.0.0.1 或 10.0.0.0/8，多个用逗号分隔；现在是“{value}”。",
    ),
    "settings.keep_bytes": (
        "{variable} must be a size such as 20GB or 500MB, or a number of bytes; it is “{value}”.",
        "{variable} 必须是大小，例如 20GB、500MB，或字节数；现在是“{value}”。",
    ),
    "settings.keep_days": (
        "{variable} must be a whole number of days, at least 1; it is “{value}”.",
        "{variable} 必须是天数，至少为 1 的整数；现在是“{value}”。",
    ),
    "settings.currency": ("{variable} must be text; it is “{value}”.", "{variable} 必须是文本；现在是“{value}”。"),
    "settings.port_busy": (
        (
            "Port {port} on {host} is already in use. Stop the program that uses it, or choose another port with "
            "--port or PLAYGROUND_PORT."
        ),
        "{host} 的端口 {port} 已被占用。请停止占用它的程序，或用 --port 或 PLAYGROUND_PORT 选择其他端口。",
    ),
    "settings.not_listening": (
        "Cannot listen on {host}, port {port}: {reason}.",
        "无法监听 {host} 的端口 {port}：{reason}。",
    ),
    "settings.exposed": (
        (
            "Not started: on {host}, anyone who can reach this machine could spend your credit. Set "
            "PLAYGROUND_PASSWORD to ask for a password, or PLAYGROUND_OPEN=1 if that is what you want."
        ),
        (
            "未启动：监听 {host} 时，任何能访问这台机器的人都可以花掉你的余额。请设置 PLAYGROUND_PASSWORD 来要求密码；"
            "如果确实要对所有人开放，请设置 PLAYGROUND_OPEN=1。"
        ),
    ),
    # request.*: what a page sent cannot be taken
    "request.too_large": (
        "This is too much at once: at most {limit} are taken. Nothing of it was kept.",
        "内容太大：一次最多 {limit}。没有保留任何内容。",
    ),
    "settings.most_runs_at_once": (
        "{variable} must be a whole number, at least 1; it is “{value}”.",
        "{variable} 必须是至少为 1 的整数；现在是“{value}”。",
    ),
    "limit.runs": (
        (
            "You already have {limit:run|runs} in progress, the most allowed at once. This one was not sent: wait "
            "until one is done, or cancel one."
        ),
        "你已有 {limit} 个任务正在进行，达到了同时进行的上限。这一个没有发送：请等其中一个完成，或取消一个。",
    ),
    "limit.runs.origin": (
        "Too many runs from your network are in progress. This one was not sent: wait until some are done.",
        "你所在的网络有太多任务正在进行。这一个没有发送：请等其中一些完成。",
    ),
    "limit.runs.all": (
        "This server has as many runs in progress as it can take. This one was not sent: try again in a minute.",
        "此服务器上进行的任务已达上限。这一个没有发送：请一分钟后再试。",
    ),
    "limit.draft": (
        "This form is too large to be saved as a draft (at most {limit} characters). What you typed is still here.",
        "表单内容过多，无法保存为草稿（最多 {limit} 个字符）。你输入的内容还在。",
    ),
    "limit.full": (
        (
            "This server has run out of space, so nothing was kept or sent. Whoever runs it can free some space or "
            "raise PLAYGROUND_KEEP_BYTES."
        ),
        "此服务器的空间已用完，没有保留或发送任何内容。管理员可以清理空间，或调高 PLAYGROUND_KEEP_BYTES。",
    ),
    "limit.work": (
        "Too many changes in a short time. Wait {wait:second|seconds}, then go on.",
        "短时间内的操作过多。请等 {wait} 秒后继续。",
    ),
    "limit.press": (
        (
            "You pressed Generate too often in a short time; this one was not sent. Wait {wait:second|seconds}, then "
            "press again."
        ),
        "短时间内点“生成”的次数过多，这一次没有发送。请等 {wait} 秒后再点。",
    ),
    "limit.file": (
        "Too many files in a short time. Wait {wait:second|seconds}, then try again.",
        "短时间内上传的文件过多。请等 {wait} 秒后再试。",
    ),
    "limit.try": (
        "Too many changes in a short time. Wait {wait:second|seconds}, then go on.",
        "短时间内的修改过多。请等 {wait} 秒后继续。",
    ),
    "limit.streams": (
        "This page is open too many times. Close some tabs, then reload this one in {wait:second|seconds}.",
        "打开的页面过多。请关闭一些标签页，{wait} 秒后刷新本页。",
    ),
    "limit.connections": (
        (
            "There are too many connections, from your network or altogether. Close some tabs and try again in half a "
            "minute."
        ),
        "连接过多（来自你的网络，或总数）。请关闭一些标签页，半分钟后再试。",
    ),
    "limit.slow": (
        "This arrived too slowly, so nothing was kept. Try again on a better connection.",
        "传输太慢，没有保留任何内容。请换更好的网络后重试。",
    ),
    "request.unknown_host": (
        "This server does not answer to “{host}”. Whoever runs it can set PLAYGROUND_HOSTS={host} to allow it.",
        "此服务器不接受域名“{host}”。管理员可以设置 PLAYGROUND_HOSTS={host} 来允许它。",
    ),
    "request.unknown_host.here": (
        (
            "This server answers only on this machine, not as “{host}”. Whoever runs it can allow it with "
            "PLAYGROUND_HOSTS={host}."
        ),
        "此服务器只接受本机访问，不接受域名“{host}”。管理员可以设置 PLAYGROUND_HOSTS={host} 来允许它。",
    ),
    "request.too_many_values": (
        "This form has more than {limit:value|values}, which is too much at once. Nothing was done.",
        "此表单的内容超过 {limit:,} 项，数量过多，未做任何操作。",
    ),
    "request.too_slow": (
        "Checking this form takes too long, so nothing was done. Please make it smaller.",
        "检查此表单耗时过长，未做任何操作。请减少内容。",
    ),
    "request.busy": (
        "The server is busy, so nothing was done. Please try again in a moment.",
        "服务器繁忙，未做任何操作。请稍后再试。",
    ),
    "request.unreadable": (
        "The server could not read what this page sent, so nothing was done. Reload the page and try again.",
        "服务器无法读取此页面发送的内容，未做任何操作。请刷新页面后重试。",
    ),
    # upload.*: a reference file cannot be used, or was changed
    "upload.empty": ("“{file}” is empty. Export or download it again.", "“{file}”是空文件。请重新导出或下载。"),
    "upload.too_large": (
        "“{file}” is too large: it has {size}, and the limit is {limit}.",
        "“{file}”太大：文件为 {size}，最多 {limit}。",
    ),
    "upload.too_many_pixels": (
        (
            "“{file}” has {width:,} × {height:,} pixels; at most {limit} million pixels are allowed. Make it smaller "
            "first."
        ),
        "“{file}”有 {width:,} × {height:,} 像素，最多 {limit} 百万像素。请先缩小。",
    ),
    "upload.markup": (
        "“{file}” is not a photo or video but {found}. Save it as PNG or JPEG and try again.",
        "“{file}”不是图片或视频，而是 {found} 文件。请另存为 PNG 或 JPEG 后重试。",
    ),
    "upload.wrong_kind": (
        "“{file}” is the wrong kind of file ({found}). This field takes: {accepted}.",
        "“{file}”的类型不对（{found}）。此处接受：{accepted}。",
    ),
    "upload.broken": (
        "“{file}” is damaged or incomplete and cannot be read. Export or download it again.",
        "“{file}”已损坏或不完整，无法读取。请重新导出或下载。",
    ),
    "upload.too_complex": (
        (
            "“{file}” has far more parts inside than a normal photo or video, so it was not opened. Save it again and "
            "use the new file."
        ),
        "“{file}”的内部结构远比正常图片或视频复杂，因此没有打开。请重新保存后再使用。",
    ),
    "upload.too_slow": (
        (
            "Opening “{file}” took more than {limit:second|seconds}, so it was stopped. Make the file smaller and try "
            "again."
        ),
        "打开“{file}”超过 {limit} 秒，已停止。请缩小文件后再试。",
    ),
    "upload.not_opened": (
        "The program that opens files stopped at “{file}”. Save it again with another program and use that.",
        "打开“{file}”时程序中止了。请用其他软件重新保存该文件后再使用。",
    ),
    "upload.busy": (
        "Many files are being read right now, and “{file}” had to wait too long. Try again in a moment.",
        "当前正在处理的文件较多，“{file}”尚未处理。请稍后重试。",
    ),
    "upload.stalled": (
        (
            "The upload of “{file}” stopped before it was complete, so it was not kept. Check your connection and try "
            "again."
        ),
        "“{file}”在上传完成前中断，没有保留。请检查网络后重试。",
    ),
    "upload.uncleanable": (
        (
            "A {found} file may say where and with what it was taken, and that cannot be removed from “{file}” here. "
            "Save it as {wanted}."
        ),
        "“{file}”是 {found} 文件，其中可能含有拍摄地点和设备信息，无法在此去除。请另存为 {wanted}。",
    ),
    "upload.animated": (
        "“{file}” is animated, and this field takes still pictures. Save one frame and use that.",
        "“{file}”是动图，此处只接受静态图片。请保存其中一帧再使用。",
    ),
    "upload.shrunk": (
        "“{file}” was made smaller to fit this model: {new} pixels instead of {old}.",
        "“{file}”已缩小以符合模型的限制：{new} 像素，原为 {old}。",
    ),
    "upload.disk": ("“{file}” could not be saved on this machine: {fault}.", "“{file}”无法保存到本机：{fault}。"),
    "upload.gone": ("A reference file is no longer kept here. Choose it again.", "参考文件已不再保留。请重新选择。"),
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
            "A reference file is too large. This service only takes files inside the request: yours has {size}, and "
            "the limit is {limit}. Nothing was sent. Choose a smaller file, or paste a link to it."
        ),
        (
            "参考文件太大。该服务只能随请求一起接收文件：文件为 {size}，最多 {limit}。什么都没有发送。"
            "请选择更小的文件，或粘贴文件链接。"
        ),
    ),
    "upload.store_down": (
        (
            "The storage for reference files ({store}) does not answer, so nothing was sent. Your files are still "
            "here: try again."
        ),
        "参考文件存储（{store}）没有回应，因此什么都没有发送。你的文件仍在：请重试。",
    ),
    "upload.store_refused": (
        (
            "The storage for reference files ({store}) refused this page's key, so nothing was sent. Please tell "
            "whoever runs this page."
        ),
        "参考文件存储（{store}）拒绝了本页面的密钥，因此什么都没有发送。请联系管理员。",
    ),
    "upload.store_missing": (
        (
            "The storage for reference files ({store}) does not exist, so nothing was sent. Please tell whoever runs "
            "this page."
        ),
        "参考文件存储（{store}）不存在，因此什么都没有发送。请联系管理员。",
    ),
    # fetch.*: a result that was paid for cannot be fetched or is not what it claims
    "fetch.bad_link": (
        "The service's link to result {number} is not valid.",
        "服务为第 {number} 个结果给出的链接无效。",
    ),
    "fetch.forbidden_address": (
        "The link to result {number} points into a private network ({host}), so it was not opened.",
        "第 {number} 个结果的链接指向内部网络（{host}），因此没有打开。",
    ),
    "fetch.not_reachable": (
        "Result {number} cannot be fetched: {host} does not answer.",
        "无法获取第 {number} 个结果：{host} 没有回应。",
    ),
    "fetch.proxy": (
        "Result {number} cannot be fetched: the proxy {proxy} does not let {host} through.",
        "无法获取第 {number} 个结果：代理 {proxy} 无法连接 {host}。",
    ),
    "fetch.not_found": (
        "Result {number} is not there yet (status {status}).",
        "第 {number} 个结果还未就绪（状态 {status}）。",
    ),
    "fetch.link_refused": (
        (
            "The link to result {number} does not open (status {status}): the file is not there yet, or the link has "
            "expired."
        ),
        "第 {number} 个结果的链接无法打开（状态 {status}）：文件还未就绪，或链接已过期。",
    ),
    "fetch.host_down": (
        "The server that keeps result {number} has a problem right now (status {status}).",
        "存放第 {number} 个结果的服务器暂时出现故障（状态 {status}）。",
    ),
    "fetch.bad_answer": (
        "The server that keeps result {number} gave an answer that makes no sense (status {status}).",
        "存放第 {number} 个结果的服务器给出了无法理解的回应（状态 {status}）。",
    ),
    "fetch.interrupted": (
        "Only part of result {number} arrived: the connection to {host} broke.",
        "第 {number} 个结果只收到一部分：与 {host} 的连接中断。",
    ),
    "fetch.incomplete": (
        "Result {number} arrived damaged or incomplete every time. What arrived is kept.",
        "第 {number} 个结果每次获取都不完整或已损坏。已保留收到的部分。",
    ),
    "fetch.duplicate": (
        "The link to result {number} gave a copy of another result.",
        "第 {number} 个结果的链接得到的是另一个结果的副本。",
    ),
    "fetch.too_many_redirects": (
        "The link to result {number} redirects without end.",
        "第 {number} 个结果的链接不停跳转。",
    ),
    "fetch.too_large": (
        "Result {number} is larger than {limit}, the limit for one result.",
        "第 {number} 个结果超过可获取的上限 {limit}。",
    ),
    "fetch.too_slow": (
        "Result {number} came so slowly that we stopped after {minutes:minute|minutes}.",
        "第 {number} 个结果传输太慢，{minutes} 分钟后已停止。",
    ),
    "fetch.taken_over": (
        "Result {number} is being fetched by another process of this server.",
        "第 {number} 个结果正由本服务器的另一个进程取回。",
    ),
    "fetch.empty": (
        "Result {number} is an empty file.",
        "第 {number} 个结果是空文件。",
    ),
    "fetch.wrong_content": (
        "Something else arrived instead of result {number} ({found}).",
        "收到的不是第 {number} 个结果，而是其他内容（{found}）。",
    ),
    "fetch.nothing": (
        "The service says it is done, but its answer contains no result. You can see the answer under Details.",
        "服务表示已完成，但答复中没有任何结果。答复内容见“详情”。",
    ),
    "fetch.disk": (
        "Result {number} could not be saved on this machine: {fault}.",
        "第 {number} 个结果无法保存到本机：{fault}。",
    ),
    "fetch.fault": (
        "Result {number} could not be kept because of an error in the playground itself; see its log.",
        "由于程序自身出错，第 {number} 个结果无法保存；详情见日志。",
    ),
    # storage.*: the ledger; beside them what its runner says meanwhile
    "storage.read_only": (
        (
            "Nothing was sent: {place} cannot be written to. Make that folder writable, or choose another with "
            "PLAYGROUND_DATA."
        ),
        "没有发送任何内容：无法写入 {place}。请允许写入该文件夹，或用 PLAYGROUND_DATA 另选一个。",
    ),
    "storage.full": (
        (
            "Nothing was sent: the disk that holds {place} is full, so the run could not be recorded. Free some space "
            "and try again."
        ),
        "没有发送任何内容：{place} 所在的磁盘已满，无法记录这次任务。请腾出空间后重试。",
    ),
    "storage.no_room": (
        (
            "Nothing was sent: {place} has {free} free, but {needed} must stay free for results you pay for. Free "
            "some space and try again."
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
        "Nothing was sent: another program has held {place} for too long. Try again in a moment.",
        "没有发送任何内容：另一个程序占用 {place} 的时间太长。请稍后重试。",
    ),
    "storage.damaged": (
        "Nothing was sent: {place} is damaged, or is not a ledger. Move it away to start with a new one.",
        "没有发送任何内容：{place} 已损坏，或不是账本文件。请把它移走，程序会新建一个。",
    ),
    "storage.newer": (
        "{place} was written by a newer version of this program. Install that version, or choose another folder.",
        "{place} 由更新版本的程序写入。请安装新版本，或另选一个文件夹。",
    ),
    "storage.unavailable": (
        "Nothing was sent: the ledger {place} cannot be used right now. Try again in a moment.",
        "没有发送任何内容：账本 {place} 暂时无法使用。请稍后重试。",
    ),
    "storage.url": (
        "The address of the ledger is not a database address: {place}.",
        "账本的地址不是数据库地址：{place}。",
    ),
    "storage.stopping": (
        "Nothing was sent: the playground is shutting down. Try again once it is back.",
        "没有发送任何内容：程序正在关闭。请在它重新启动后再试。",
    ),
}
