"""What the page says around the form and the result."""

_FORM = {
    "page.generate": ("Generate", "生成"),
    "page.optional": ("optional", "可选"),
    "page.unset": ("Default", "模型默认"),
    "page.as_default": ("Default", "默认值"),
    "page.to_default_of": ("Use the default for {title}", "{title}：恢复默认"),
    "page.choose": ("Choose…", "请选择…"),
    "page.advanced": ("Advanced", "高级"),
    "page.at_most": ("at most {limit}", "最多 {limit}"),
    "page.above": ("more than {limit}", "大于 {limit}"),
    "page.at_least": ("at least {limit}", "至少 {limit}"),
    "page.of_range": ("({low}–{high})", "({low}–{high})"),
    "page.utc": ("UTC", "UTC"),
    "page.dice": ("Random seed", "随机种子"),
    "page.deprecated": ("The model's makers no longer recommend this.", "模型方已不再推荐使用此项。"),
    "page.json.bad": ("This is not valid JSON yet.", "JSON 格式还不正确。"),
    "page.other": ("Other…", "其他…"),
    "page.other_of": ("{title}: your own value", "{title}：自定义"),
    "page.examples": ("Examples to start from", "示例"),
    "page.example": ("Example {number}", "示例 {number}"),
    "page.example_of": ("Example {number}: {words}", "示例 {number}：{words}"),
    "page.variant": ("Kind", "类型"),
    "page.more": ("more", "展开"),
    "page.less": ("less", "收起"),
    "page.null": ("set to none", "设为无"),
    "page.set_null": ("Set to none: {title}", "设为无：{title}"),
    "page.add": ("Add", "添加"),
    "page.remove": ("Remove", "移除"),
    "page.add_part": ("Add {title}", "添加{title}"),
    "page.remove_part": ("Remove {title}", "移除{title}"),
    "page.row_add": ("Add", "添加一项"),
    "page.row_add_to": ("Add to {title}", "添加一项：{title}"),
    "page.row_remove": ("Remove number {number}", "移除第 {number} 项"),
    "page.row_up": ("Move number {number} up", "上移第 {number} 项"),
    "page.row_down": ("Move number {number} down", "下移第 {number} 项"),
    "page.row_of": ("{title} {number}", "{title} {number}"),
}

_UPLOADS = {
    "page.drop.one": ("Drop {kind} here, or click to choose", "把{kind}拖到这里，或点击选择"),
    "page.drop.many": ("Drop {kind} here, paste, or click to choose", "把{kind}拖到这里、粘贴，或点击选择"),
    "page.kind.image": ("pictures", "图片"),
    "page.kind.one_image": ("a picture", "图片"),
    "page.kind.video": ("a video", "视频"),
    "page.kind.audio": ("an audio file", "音频"),
    "page.kind.file": ("a file", "文件"),
    "page.paste_url": ("or paste a link and press Enter", "或粘贴链接后按回车"),
    "page.url_of": ("{title}: link", "{title}：链接"),
    "page.uploading": ("Uploading…", "正在上传…"),
    "page.file_remove": ("Remove {name}", "移除 {name}"),
    "page.file_show": ("Show", "查看"),
    "page.file_earlier": ("Move {name} forward", "前移 {name}"),
    "page.upload_lost": (
        "{name} was not uploaded: check your connection and try again.",
        "{name} 没有上传成功：请检查网络后重试。",
    ),
    "page.no_reference": ("This model takes no reference files.", "这个模型不支持参考文件。"),
    "page.one_file": ("Only one file fits here: {name} was used.", "这里只能放一个文件：已使用 {name}。"),
    "page.too_many_files": (
        "At most {limit} files fit here; you have {count}.",
        "最多放 {limit} 个文件，现在有 {count} 个。",
    ),
    "page.not_a_link": (
        "“{name}” is not a link: links begin with https://",
        "“{name}”不是链接：链接应以 https:// 开头",
    ),
    "page.reference_gone": ("That picture is no longer kept here.", "这张图片已不再保留。"),
    "page.take_photo": ("Take a photo", "拍照"),
    "page.take_photo_for": ("{title}: take a photo", "{title}：拍照"),
    "page.no_camera": (
        "The camera cannot be used. Allow this page to use it.",
        "无法使用相机。请允许此页面使用相机。",
    ),
}

_HEADER = {
    "page.model": ("Model", "模型"),
    "page.search_models": ("Search models", "搜索模型"),
    "page.no_match": ("No model of that name", "没有匹配的模型"),
    "page.unavailable": ("unavailable", "不可用"),
    "page.media.image": ("image", "图片"),
    "page.media.video": ("video", "视频"),
    "page.media.audio": ("audio", "音频"),
    "page.sandbox": ("Sandbox", "沙盒"),
    "page.sandbox.why": ("play money only", "仅用模拟币"),
    "page.live": ("Live", "正式"),
    "page.live.why": (
        "Runs here are made by {service} and charged to its account.",
        "在此生成由 {service} 完成，并从其账户扣费。",
    ),
    "page.play_money": ("{cost} play money", "{cost} 模拟币"),
    "page.other_language": ("中文", "English"),
    "page.theme": ("Light or dark", "浅色或深色"),
    "page.no_models": ("No models yet", "还没有模型"),
    "page.no_models.do": (
        "Put a model's schema file into the schemas folder, and it appears here.",
        "把模型的 schema 文件放进 schemas 文件夹，它就会出现在这里。",
    ),
}

_RESULT = {
    "page.idle": ("Ready when you are", "准备就绪"),
    "page.invite": ("Your results appear here", "生成的作品会显示在这里"),
    "page.invite.how": (
        "Describe what you would like to see, or start from one of these.",
        "描述想看到的画面，或从下面的示例开始。",
    ),
    "page.step.submitting": ("Sent", "已发送"),
    "page.step.queued": ("Queued", "排队中"),
    "page.step.processing": ("Processing", "生成中"),
    "page.step.succeeded": ("Done", "完成"),
    "page.ended.failed": ("Failed", "失败"),
    "page.ended.cancelled": ("Cancelled", "已取消"),
    "page.ended.refused": ("Not started", "未开始"),
    "page.ended.unconfirmed": ("Not confirmed", "未确认"),
    "page.ended.abandoned": ("Let go", "已放弃"),
    "page.said.cost": ("{state}, {cost}", "{state}，{cost}"),
    "page.said.problem": ("{title}. {charged}", "{title}。{charged}"),
    "page.result": ("Result", "结果"),
    "page.about_cost": ("about {cost}", "约 {cost}"),
    "page.cost_unknown": ("cost unknown", "费用未知"),
    "page.cost_like": ("About {cost}, like your last run of this kind", "约 {cost}，参照上次类似的生成"),
    "page.cost_scaled": ("About {cost}: {count} at {one} each", "约 {cost}：{count} 个，每个 {one}"),
    "page.cost_listed": ("About {cost}, by the model's price list", "约 {cost}，按模型标价"),
    "page.cost_of_one": (
        "Price not known yet; each result of an earlier run cost {one}",
        "价格未知；以往每个结果的费用为 {one}",
    ),
    "page.cost_before": (
        "Price not known yet: the service tells it once it accepts",
        "价格未知：服务接受后会告知",
    ),
    "page.to_prompt": ("To the form", "回到表单"),
    "page.starting": ("Starting…", "正在开始…"),
    "page.generate_another": ("Generate another · {count} running", "再生成一个 · {count} 个进行中"),
    "page.same_press": (
        "That was a double click, so only one run was started. Press again to start another.",
        "刚才是双击，只开始了一次生成。要再生成一次，请再点一下。",
    ),
    "page.usual": ("Usually about {seconds}", "通常约 {seconds}"),
    "page.cancel": ("Cancel", "取消"),
    "page.cancel.free": ("Cancelling now costs nothing.", "现在取消不收费。"),
    "page.cancel.late": (
        "Work has already begun: cancelling now still costs {cost}.",
        "已开始生成：现在取消仍会收费 {cost}。",
    ),
    "page.cancel.perhaps": ("The service may still charge for a cancelled task.", "任务取消后，服务仍可能收费。"),
    "page.stop_waiting": ("Stop waiting", "不再等待"),
    "page.stop_waiting.why": (
        "This service cannot cancel tasks: this one goes on there and may be charged.",
        "该服务不支持取消：任务会继续，并可能收费。",
    ),
    "page.try_again": ("Try again", "重试"),
    "page.again": ("Again", "再来一次"),
    "page.again_seed": ("Again, new seed", "换个种子再来"),
    "page.again.why": (
        "Puts these settings into the form and presses Generate. It is a new run and is charged as one.",
        "把这些设置填入表单并点“生成”。这是一次新的生成，单独计费。",
    ),
    "page.again_in": (
        "These settings are in the form, and a new run is starting.",
        "设置已填入表单，新的生成即将开始。",
    ),
    "page.copy_prompt": ("Copy prompt", "复制提示词"),
    "page.others": ("More", "更多"),
    "page.seed": ("seed {seed}", "种子 {seed}"),
    "page.code.key": (
        "Each time this code runs, it starts a new task and pays for it.",
        "每运行一次这段代码，都会新建一个任务并计费。",
    ),
    "page.run_unknown": ("That run is not here", "这里没有这次生成"),
    "page.run_unknown.do": (
        "It was made in another browser, or is no longer kept. Your own runs are under Earlier.",
        "它是在另一个浏览器中生成的，或已不再保留。你自己的生成记录在“历史”中。",
    ),
    "page.sketched": (
        "These are only small sketches of what you could ask for; the model's own work looks different.",
        "这些只是示意的小图，模型的实际作品会有所不同。",
    ),
    "page.check_again": ("Check again", "再查一次"),
    "page.send_again": ("Send again (may be charged again)", "再次发送（可能再次收费）"),
    "page.let_go": ("Let it go", "放弃"),
    "page.service_says": ("The service says:", "服务返回："),
    "page.request_id": ("Request ID", "请求编号"),
    "page.task_id": ("Task ID", "任务编号"),
    "page.begun": ("Started", "开始时间"),
    "page.times": ("Timeline", "过程"),
    "page.estimate": ("Estimate", "预计费用"),
    "page.actual": ("Cost", "实际费用"),
    "page.sent": ("Sent", "发送内容"),
    "page.received": ("Received", "收到内容"),
    "page.copy": ("Copy", "复制"),
    "page.copied": ("Copied", "已复制"),
    "page.not_copied": (
        "This browser does not let the page copy. Select the text instead.",
        "此浏览器不允许复制，请手动选取文字。",
    ),
    "page.undo": ("Undo", "撤销"),
    "page.example_in": ("The example is in the form.", "示例已填入表单。"),
    "page.settings_back": ("The settings of that run are in the form.", "那次生成的设置已填入表单。"),
    "page.schema_changed": (
        "This model was just updated, so nothing was sent. Check the form once more, then press Generate.",
        "该模型刚刚更新，尚未发送任何内容。请再检查一遍表单，然后点“生成”。",
    ),
    "page.no_such_model": (
        "There is no model “{name}” here. This is another one.",
        "这里没有模型“{name}”，现在显示的是另一个模型。",
    ),
    "page.picture": ("Picture {number}: {about}", "图片 {number}：{about}"),
    "page.open_picture": ("Open picture {number}: {about}", "打开图片 {number}：{about}"),
    "page.clip": ("Video {number}: {about}", "视频 {number}：{about}"),
    "page.sound": ("Audio {number}: {about}", "音频 {number}：{about}"),
    "page.download": ("Download", "下载"),
    "page.download_number": ("Download number {number}", "下载第 {number} 个"),
    "page.download_original": ("Download the original", "下载原文件"),
    "page.download_all": ("Download all", "全部下载"),
    "page.use_as_reference": ("Use as reference", "用作参考图"),
    "page.use_number_as_reference": ("Use picture {number} as reference", "将第 {number} 张用作参考图"),
    "page.use_settings": ("Use these settings", "使用这些设置"),
    "page.code": ("Code", "代码"),
    "page.details": ("Details", "详情"),
    "page.saved": ("Saved. You can close this page; nothing is lost.", "已保存，关闭页面也不会丢失。"),
    "page.missing": (
        "Paid for, but {count:result|results} could not be fetched yet.",
        "已付费，但有 {count} 个结果尚未取回。",
    ),
    "page.swept": ("No longer kept", "已不再保留"),
    "page.swept.why": (
        (
            "The oldest results are removed when this server reaches its limits. “Use these settings” still fills the "
            "form."
        ),
        "达到本服务器的保留上限时，最旧的结果会被删除。仍可点“使用这些设置”还原表单。",
    ),
    "page.held": ("Results and uploads: {size}", "结果和上传文件：{size}"),
    "page.held_days": ("Results and uploads: {size}, kept {count:day|days}", "结果和上传文件：{size}，保留 {count} 天"),
    "page.held_of": ("{held} of {limit}", "{held} / {limit}"),
    "page.fetch_again": ("Fetch again (no new charge)", "重新获取（不再收费）"),
    "page.counter": ("{number} of {count}", "第 {number} 张，共 {count} 张"),
    "page.zoom": ("Zoom in", "放大"),
    "page.zoom_out": ("Fit to the window", "适应窗口"),
    "page.large": ("Large view", "大图"),
    "page.in_use": ("in use: {count}", "使用中：{count}"),
    "page.close": ("Close", "关闭"),
    "page.previous": ("Previous picture", "上一张"),
    "page.next": ("Next picture", "下一张"),
    "page.earlier": ("Earlier", "历史"),
    "page.spent": ("Today {cost}", "今日 {cost}"),
    "page.spent_partly": ("Today {cost}, and {count:run|runs} of unknown cost", "今日 {cost}，另有 {count} 次费用未知"),
    "page.state.submitting": ("sending", "发送中"),
    "page.state.queued": ("queued", "排队中"),
    "page.state.processing": ("processing", "生成中"),
    "page.state.succeeded": ("done", "完成"),
    "page.state.failed": ("failed", "失败"),
    "page.state.cancelled": ("cancelled", "已取消"),
    "page.state.refused": ("not started", "未开始"),
    "page.state.unconfirmed": ("not confirmed", "未确认"),
    "page.state.abandoned": ("let go", "已放弃"),
    "page.tab.submitting": ("Sending… · Playground", "发送中… · Playground"),
    "page.tab.queued": ("Queued… · Playground", "排队中… · Playground"),
    "page.tab.processing": ("Processing… · Playground", "生成中… · Playground"),
    "page.tab.succeeded": ("✓ Done · Playground", "✓ 完成 · Playground"),
    "page.tab.other": ("! Please look · Playground", "！请查看 · Playground"),
    "page.no_cookie": (
        "Nothing was sent. Without cookies this page could not find your pictures again: please allow cookies for it.",
        "没有发送任何内容。没有 Cookie，此页面之后就找不到你生成的图片：请允许它使用 Cookie。",
    ),
    "page.run_gone": ("That run is no longer here.", "这次生成已不在这里。"),
    "page.this_file": ("This file", "这个文件"),
    "page.known_hosts": (
        "It answers to {hosts} and to the addresses it listens on. For other names, set PLAYGROUND_HOSTS.",
        "可用的名称：{hosts}，以及监听的地址。要使用其他名称，请设置 PLAYGROUND_HOSTS。",
    ),
    "page.serving": (
        "Playground is ready at {address} (press Ctrl+C to stop)",
        "Playground 已就绪：{address}（按 Ctrl+C 停止）",
    ),
    "page.offline": (
        "The connection to the server is lost. Running tasks go on, and this page reconnects by itself.",
        "与服务器的连接中断。正在进行的任务会继续，页面会自动重新连接。",
    ),
    "page.stale": (
        "The server was updated. Please reload this page; nothing is lost.",
        "服务器已更新。请刷新页面，不会丢失任何内容。",
    ),
    "page.unreached": (
        (
            "The server could not be reached. If no run has started here once it is back, nothing was sent: then try "
            "again."
        ),
        "刚才无法连接到服务器。恢复连接后，如果没有开始生成，说明没有发送，请重试。",
    ),
    "page.broke": (
        "Something went wrong. If a run has started, it shows on this page; if none has, try again.",
        "操作没有成功。如果生成已开始，会显示在此页面；否则请重试。",
    ),
}

_TRAVEL = {
    "page.travel.inside": ("Include settings", "附带设置"),
    "page.travel.inside.why": (
        (
            "Stores the model and the settings in the files you download. Drop such a file here later, and the form "
            "is filled in again. Passwords are never included."
        ),
        "下载的文件中会附带模型和设置：以后把文件拖回这里，表单就会还原。其中不包含密码。",
    ),
    "page.travel.drop": (
        "Drop a picture made here to get its settings back, or any other picture to use it as a reference",
        "拖入在这里生成的图片可还原它的设置，其他图片则用作参考图",
    ),
    "page.travel.drop_settings": (
        "Drop a picture made here to get its settings back",
        "拖入在这里生成的图片可还原它的设置",
    ),
    "page.no_use": (
        "{name} contains no settings, and this model does not take such a file.",
        "{name} 中没有设置，这个模型也不支持这类文件。",
    ),
    "page.travel.reading": ("Looking for settings…", "正在读取设置…"),
    "page.travel.back": ("Settings restored: {title}.", "设置已还原：{title}。"),
    "page.travel.gone": (
        "{title}: {count:file is|files are} no longer kept here and left out ({files}).",
        "{title}：有 {count} 个文件已不再保留，未能填入（{files}）。",
    ),
    "page.travel.foreign": (
        "This picture was made with {source}. Used from it: {titles}.",
        "这张图片由 {source} 生成。已采用：{titles}。",
    ),
    "page.travel.foreign_none": (
        "This picture was made with {source}; none of its settings fit {title}.",
        "这张图片由 {source} 生成，其中没有适合 {title} 的设置。",
    ),
    "page.travel.none": ("There are no settings in {file}.", "{file} 中没有设置。"),
}

_MAGIC = {
    "page.magic.title": ("Try what can go wrong", "试试各种意外"),
    "page.magic.what": (
        "This is a sandbox: put one of these words into the prompt, and that is what happens.",
        "这里是沙盒：在提示词中加入下面的词，就会发生相应的情况。",
    ),
    "page.magic.fail": ("the task fails", "任务失败"),
    "page.magic.refuse": ("the prompt is refused", "提示词被拒绝"),
    "page.magic.no-credit": ("the account is empty", "账户没有余额"),
    "page.magic.rate-limit": ("too many requests, wait an hour", "请求过多，需等一小时"),
    "page.magic.slow": ("it takes 30 seconds", "需要 30 秒"),
    "page.magic.flaky": ("the answer gets lost and is asked for again", "答复中途丢失，然后重新询问"),
    "page.magic.garbage": ("the service never answers sensibly", "服务始终没有正常答复"),
}

_LOGIN = {
    "page.login": ("This playground needs a password", "此页面需要密码"),
    "page.login.label": ("Password", "密码"),
    "page.login.go": ("Open", "进入"),
    "page.login.wrong": ("That is not the password. Try again.", "密码不正确，请重试。"),
    "page.login.wait": (
        (
            "That is not the password. There were too many wrong ones from your network: wait {wait:second|seconds} "
            "before the next try. The right password works at any time."
        ),
        "密码不正确。你的网络输错次数过多，请等 {wait} 秒再试；正确的密码随时可用。",
    ),
    "page.logout": ("Log out", "退出登录"),
}

PAGE: dict[str, tuple[str, str]] = {**_FORM, **_UPLOADS, **_HEADER, **_RESULT, **_TRAVEL, **_MAGIC, **_LOGIN}
