"""What the page says around the form and the result."""

_FORM = {
    "page.generate": ("Generate", "生成"),
    "page.optional": ("optional", "可选"),
    "page.unset": ("Not set", "不设置"),
    "page.choose": ("Choose…", "请选择…"),
    "page.advanced": ("Advanced", "高级"),
    "page.at_most": ("at most {limit}", "最多 {limit}"),
    "page.at_least": ("at least {limit}", "至少 {limit}"),
    "page.of_range": ("of {low}–{high}", "（{low}–{high}）"),
    "page.utc": ("UTC", "UTC"),
    "page.dice": ("Random seed", "随机种子"),
    "page.deprecated": ("The model's makers advise against this one.", "模型方已不建议使用此项。"),
    "page.json.bad": ("This is not valid JSON yet.", "这还不是有效的 JSON。"),
    "page.examples": ("Examples to start from", "示例"),
    "page.variant": ("Kind", "类型"),
    "page.more": ("more", "展开"),
    "page.less": ("less", "收起"),
    "page.null": ("set to none", "设为无"),
    "page.set_null": ("Set {title} to none", "将{title}设为无"),
    "page.add": ("Add", "添加"),
    "page.remove": ("Remove", "移除"),
    "page.add_part": ("Add {title}", "添加{title}"),
    "page.remove_part": ("Remove {title}", "移除{title}"),
    "page.row_add": ("Add", "添加一项"),
    "page.row_add_to": ("Add to {title}", "添加到{title}"),
    "page.row_remove": ("Remove number {number}", "移除第 {number} 项"),
    "page.row_up": ("Move number {number} up", "上移第 {number} 项"),
    "page.row_down": ("Move number {number} down", "下移第 {number} 项"),
    "page.row_of": ("{title} {number}", "{title} {number}"),
}

_UPLOADS = {
    "page.drop.one": ("Drop {kind} here, or click to choose", "把{kind}拖到这里，或点击选择"),
    "page.drop.many": ("Drop {kind} here, paste, or click to choose", "把{kind}拖到这里、粘贴，或点击选择"),
    "page.kind.image": ("pictures", "图片"),
    "page.kind.video": ("a video", "视频"),
    "page.kind.audio": ("a sound", "音频"),
    "page.kind.file": ("a file", "文件"),
    "page.paste_url": ("or paste a link and press Enter", "或粘贴链接后按回车"),
    "page.url_of": ("{title}: link", "{title}：链接"),
    "page.uploading": ("Uploading…", "正在上传…"),
    "page.file_remove": ("Remove {name}", "移除 {name}"),
    "page.file_earlier": ("Move {name} forward", "前移 {name}"),
    "page.upload_lost": (
        "{name} did not arrive: check the connection and try again.",
        "{name} 没有上传成功：请检查网络后重试。",
    ),
    "page.no_reference": ("This model takes no reference pictures.", "这个模型不接受参考图片。"),
}

_HEADER = {
    "page.model": ("Model", "模型"),
    "page.search_models": ("Search models", "搜索模型"),
    "page.no_match": ("No model of that name", "没有找到模型"),
    "page.unavailable": ("unavailable", "不可用"),
    "page.media.image": ("image", "图片"),
    "page.media.video": ("video", "视频"),
    "page.media.audio": ("audio", "音频"),
    "page.sandbox": ("Sandbox: nothing is charged", "沙盒：不收费"),
    "page.other_language": ("中文", "English"),
    "page.theme": ("Light or dark", "浅色或深色"),
    "page.no_models": ("No models yet", "还没有模型"),
    "page.no_models.do": (
        "Put a model's schema file into the schemas folder: its playground appears here.",
        "把模型的 schema 文件放进 schemas 文件夹，它就会出现在这里。",
    ),
}

_RESULT = {
    "page.idle": ("Ready when you are", "准备就绪"),
    "page.invite": ("Your pictures appear here", "作品会出现在这里"),
    "page.invite.how": (
        "Describe what you would like to see, or pick one of the examples, then press Generate.",
        "描述想看到的画面，或选一个示例，然后点“生成”。",
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
    "page.about_cost": ("about {cost}", "约 {cost}"),
    "page.cost_unknown": ("cost unknown", "费用未知"),
    "page.cost_like": ("About {cost}, as in the last run like this", "约 {cost}，参照上次类似的生成"),
    "page.cost_before": (
        "The service tells the cost once it has accepted",
        "服务接受后会告知费用",
    ),
    "page.cancel": ("Cancel", "取消"),
    "page.stop_waiting": ("Stop waiting", "不再等待"),
    "page.stop_waiting.why": (
        "This service cannot cancel: the task goes on there and may be charged.",
        "该服务不支持取消：任务会继续，并可能收费。",
    ),
    "page.check_again": ("Check again", "再查一次"),
    "page.let_go": ("Let it go", "放弃"),
    "page.service_says": ("The service says:", "服务的说明："),
    "page.request_id": ("Request id", "请求编号"),
    "page.task_id": ("Task id", "任务编号"),
    "page.begun": ("Begun", "开始时间"),
    "page.times": ("Course", "经过"),
    "page.estimate": ("Estimate", "预计费用"),
    "page.actual": ("Cost", "实际费用"),
    "page.sent": ("Sent", "发送内容"),
    "page.received": ("Received", "收到内容"),
    "page.copy": ("Copy", "复制"),
    "page.copied": ("Copied", "已复制"),
    "page.picture": ("Picture {number}", "图片 {number}"),
    "page.open_picture": ("Open picture {number}", "打开图片 {number}"),
    "page.clip": ("Clip {number}", "视频 {number}"),
    "page.sound": ("Sound {number}", "音频 {number}"),
    "page.download": ("Download", "下载"),
    "page.download_number": ("Download number {number}", "下载第 {number} 个"),
    "page.download_all": ("Download all", "全部下载"),
    "page.use_as_reference": ("Use as reference", "用作参考图"),
    "page.use_settings": ("Use these settings", "使用这些设置"),
    "page.code": ("Code", "代码"),
    "page.details": ("Details", "详情"),
    "page.saved": ("Saved here. Closing this page loses nothing.", "已保存。关闭页面也不会丢失。"),
    "page.missing": (
        "Paid for, but {count:result|results} could not be fetched yet.",
        "已付费，但有 {count} 个结果尚未取回。",
    ),
    "page.swept": ("Not kept any more", "已不再保留"),
    "page.swept.why": (
        "The oldest results go when this server's limits are reached. “Use these settings” still brings the form back.",
        "超出本服务器保留限制时，最旧的结果会被删除。仍可点“使用这些设置”还原表单。",
    ),
    "page.held": ("Results and uploads: {size}", "结果和上传文件：{size}"),
    "page.held_days": ("Results and uploads: {size}, kept {count:day|days}", "结果和上传文件：{size}，保留 {count} 天"),
    "page.held_of": ("{held} of {limit}", "{held} / {limit}"),
    "page.fetch_again": ("Fetch again, no new charge", "重新获取（不再收费）"),
    "page.close": ("Close", "关闭"),
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
    "page.tab.other": ("! Look here · Playground", "！请查看 · Playground"),
    "page.no_cookie": (
        "Nothing was sent: this browser keeps no cookies for this page, so it would not find its pictures again. "
        "Allow cookies here, or open the page in a window of its own.",
        "没有发送任何内容：此浏览器未保存本页面的 Cookie，之后将找不到生成的图片。请允许 Cookie，或在单独的窗口中打开本页面。",
    ),
    "page.run_gone": ("That run is not here any more.", "找不到这次生成。"),
    "page.this_file": ("This file", "这个文件"),
    "page.serving": (
        "Playground is ready at {address} (Ctrl+C ends it)",
        "Playground 已就绪：{address}（Ctrl+C 结束）",
    ),
    "page.offline": (
        "The page lost its server. What is running goes on; this page comes back by itself.",
        "与服务器的连接中断。正在运行的任务会继续，页面会自动恢复。",
    ),
    "page.stale": (
        "The server was updated: reload this page. Nothing is lost.",
        "服务器已更新：请刷新页面，不会丢失任何内容。",
    ),
    "page.broke": (
        "That did not work here, and nothing was sent. Try again; the server's log has the details.",
        "操作没有成功，也没有发送任何内容。请重试；详情见服务器日志。",
    ),
}

_TRAVEL = {
    "page.travel.inside": ("Settings inside", "附带设置"),
    "page.travel.inside.why": (
        (
            "Puts model and settings into what you download: drop it here later and the form is as it was. "
            "Passwords are never in it."
        ),
        "下载的文件中会附带模型和设置：以后把它拖回这里，表单就会还原。不包含密码。",
    ),
    "page.travel.drop": (
        "Drop a picture made here to bring its settings back",
        "拖入在这里生成的图片，即可还原它的设置",
    ),
    "page.travel.reading": ("Looking for settings…", "正在读取设置…"),
    "page.travel.back": ("The settings are back: {title}.", "设置已还原：{title}。"),
    "page.travel.gone": (
        "{title}: {count:file is|files are} not kept here any more and left out ({files}).",
        "{title}：有 {count} 个文件已不在此处，未包含在内（{files}）。",
    ),
    "page.travel.foreign": (
        "This picture was made by {source}. Taken over: {titles}.",
        "这张图片由 {source} 生成。已采用：{titles}。",
    ),
    "page.travel.foreign_none": (
        "This picture was made by {source}; nothing in its settings fits {title}.",
        "这张图片由 {source} 生成，其设置中没有适合 {title} 的内容。",
    ),
    "page.travel.none": ("There are no settings in {file}.", "{file} 中没有设置。"),
}

_MAGIC = {
    "page.magic.title": ("Try what can go wrong", "试试各种意外"),
    "page.magic.what": (
        "This is a sandbox: put one of these words into the prompt, and just that happens.",
        "这里是沙盒：在提示词中加入下面的词，就会发生相应的情况。",
    ),
    "page.magic.fail": ("the task fails", "任务失败"),
    "page.magic.refuse": ("the prompt is refused", "提示词被拒绝"),
    "page.magic.no-credit": ("the account is empty", "账户没有余额"),
    "page.magic.rate-limit": ("too many requests, wait an hour", "请求过多，需等一小时"),
    "page.magic.slow": ("it takes 30 seconds", "需要 30 秒"),
    "page.magic.flaky": ("the answer gets lost on the way, and is asked for again", "回复中途丢失，然后重新询问"),
    "page.magic.garbage": ("the service never answers sensibly", "服务始终没有正常答复"),
}

_LOGIN = {
    "page.login": ("This playground has a password", "此页面需要密码"),
    "page.login.label": ("Password", "密码"),
    "page.login.go": ("Open", "进入"),
    "page.login.wrong": ("That is not the password. Try again.", "密码不对，请重试。"),
}

PAGE: dict[str, tuple[str, str]] = {**_FORM, **_UPLOADS, **_HEADER, **_RESULT, **_TRAVEL, **_MAGIC, **_LOGIN}
