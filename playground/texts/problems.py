"""What went wrong, whether it costs, what to do now; and what the page says while something is tried again.

A problem with the code `c` has `problem.c.title`, `problem.c.what` (what happened) and `problem.c.do` (what to do now).
"""

_KEY = {
    "problem.key_refused.title": ("The service refused the key", "服务拒绝了密钥"),
    "problem.key_refused.what": (
        "The service does not accept this page's API key: it may be wrong, switched off or expired.",
        "服务不接受此页面使用的 API 密钥：它可能有误、已停用或已过期。",
    ),
    "problem.key_refused.do": (
        "Ask whoever runs this page to check the key. Your settings are kept; generate again once it works.",
        "请让此页面的管理员检查密钥。你的设置都还在，密钥可用后再生成即可。",
    ),
    "problem.no_credit.title": ("No credit left", "余额不足"),
    "problem.no_credit.what": (
        "The account at the service does not have enough credit for this, so the service did not start.",
        "服务账户的余额不足，因此没有开始生成。",
    ),
    "problem.no_credit.do": (
        "Add credit to the account, or choose something that costs less, then generate again.",
        "请为账户充值，或选择费用更低的设置，然后再次生成。",
    ),
    "problem.rate_limit.title": ("Too many requests for now", "请求过于频繁"),
    "problem.rate_limit.what": (
        "The service is not taking more requests from this account right now.",
        "服务暂时不再接受此账户的请求。",
    ),
    "problem.rate_limit.do": (
        "Wait about {minutes:minute|minutes}, then generate again.",
        "请等大约 {minutes} 分钟，然后再次生成。",
    ),
}

_INPUT = {
    "problem.invalid_input.title": ("The service cannot use these settings", "服务无法使用这些设置"),
    "problem.invalid_input.what": (
        "The service checked the model and the settings you sent and did not accept them.",
        "服务检查了你发送的模型和设置，没有接受。",
    ),
    "problem.invalid_input.do": (
        "Change what the service names, or try another model, then generate again.",
        "请修改服务指出的内容，或换一个模型，然后再次生成。",
    ),
    "problem.content_refused.title": ("The service will not make this", "服务拒绝生成此内容"),
    "problem.content_refused.what": (
        "The prompt or a reference breaks the service's content rules.",
        "提示词或参考文件违反了服务的内容规定。",
    ),
    "problem.content_refused.do": (
        "Word the prompt differently or use another reference, then generate again.",
        "请换一种说法，或换一个参考文件，然后再次生成。",
    ),
}

_SERVICE = {
    "problem.conflict.title": ("The service is still busy with this request", "服务仍在处理这个请求"),
    "problem.conflict.what": (
        "The service says it already knows this request, but not what became of it. It may have been accepted.",
        "服务表示已收到过这个请求，但没有说明结果如何。它可能已被接受。",
    ),
    "problem.conflict.do": (
        "Check again in a few minutes.",
        "请过几分钟点“再查一次”。",
    ),
    "problem.service_down.title": ("The service has a problem", "服务出现故障"),
    "problem.service_down.what": (
        "The service answered every try with an error of its own ({status}). It may have accepted the request.",
        "每次尝试，服务都返回了错误（{status}）。请求可能已被接受。",
    ),
    "problem.service_down.do": (
        "Check again in a few minutes.",
        "请过几分钟点“再查一次”。",
    ),
    "problem.not_reachable.title": ("The service cannot be reached", "无法连接服务"),
    "problem.not_reachable.what": (
        "No connection to the service could be made, so nothing was sent.",
        "无法与服务建立连接，因此什么都没有发送。",
    ),
    "problem.not_reachable.do": (
        (
            "Check the internet connection and generate again. If this keeps happening, the address of the service "
            "may be wrong."
        ),
        "请检查网络连接，然后再次生成。如果一直这样，可能是服务地址有误。",
    ),
    "problem.service_down.do.later": (
        "The service asks for a break of about {minutes:minute|minutes}. Check again after that.",
        "服务要求大约 {minutes} 分钟后再试。请到时再查询。",
    ),
    "problem.not_reachable.what.proxy": (
        "The proxy between this machine and the service did not let the request through, so nothing was sent.",
        "本机与服务之间的代理没有放行这个请求，因此什么都没有发送。",
    ),
    "problem.not_reachable.do.proxy": (
        "Ask whoever runs this page to check the proxy's address, user name and password; then generate again.",
        "请让此页面的管理员检查代理的地址、用户名和密码，然后再次生成。",
    ),
    "problem.not_reachable.title.moved": ("The service has moved to another address", "服务已迁移到其他地址"),
    "problem.not_reachable.what.moved": (
        (
            "The service answered that it is somewhere else ({status}). The key is never sent to another address, so "
            "nothing was started."
        ),
        "服务答复说它在其他地址（{status}）。密钥不会发送到其他地址，因此没有开始生成。",
    ),
    "problem.not_reachable.do.moved": (
        "Ask whoever runs this page to correct the address of the service; then generate again.",
        "请让此页面的管理员更正服务地址，然后再次生成。",
    ),
    "problem.unconfirmed.title": ("No answer from the service", "未收到服务的答复"),
    "problem.unconfirmed.what": (
        "The request was sent, but nobody knows what became of it. It may have been accepted.",
        "请求已发出，但不知道结果如何。它可能已被接受。",
    ),
    "problem.unconfirmed.do": (
        "Check again, or let it go if you no longer need it.",
        "请点“再查一次”。如果不再需要，也可以放弃它。",
    ),
    "problem.unconfirmed.title.stopped": ("You stopped waiting", "你已停止等待"),
    "problem.unconfirmed.what.stopped": (
        "The service accepted the request: the task goes on there, but it is no longer watched here.",
        "服务已接受请求：任务仍在服务端继续，但这里不再跟进。",
    ),
    "problem.unconfirmed.title.stopped_early": ("You stopped waiting", "你已停止等待"),
    "problem.unconfirmed.what.stopped_early": (
        "The request was sent, but you stopped before the service answered. It may have been accepted.",
        "请求已发出，但你在服务答复之前停止了等待。它可能已被接受。",
    ),
    "problem.unconfirmed.title.accepted": ("The outcome is not known", "不知道结果如何"),
    "problem.unconfirmed.what.accepted": (
        "The service accepted the request, but we could not find out how the task ended.",
        "服务已接受请求，但无法得知任务的结果。",
    ),
}

_TASK = {
    "problem.task_failed.title": ("The model could not finish", "模型未能完成"),
    "problem.task_failed.what": (
        "The service accepted the request, but the model failed while working on it.",
        "服务接受了请求，但模型在处理时失败了。",
    ),
    "problem.task_failed.do": (
        (
            "Generate again, perhaps with a simpler prompt. If it keeps failing, give the request ID to the service's "
            "support."
        ),
        "请再次生成，也可以简化提示词。如果一直失败，请把请求编号告诉服务的客服。",
    ),
    "problem.cancelled.title": ("Cancelled", "已取消"),
    "problem.cancelled.what": ("This was stopped before it was done.", "任务在完成之前已停止。"),
    "problem.cancelled.do": (
        "Generate again whenever you like: your settings are kept.",
        "随时可以再次生成：你的设置都还在。",
    ),
    "problem.result_not_fetched.title": ("A result could not be fetched", "有一个结果未能取回"),
    "problem.result_not_fetched.what": (
        "The service made it, but it could not be downloaded to this server.",
        "服务已经生成，但未能下载到本服务器。",
    ),
    "problem.result_not_fetched.do": (
        "We keep trying for as long as the link may work. Fetching again starts no new task and costs nothing.",
        "在链接有效期内我们会继续尝试。重新获取不会开始新的任务，也不收费。",
    ),
    "problem.result_not_fetched.do.nothing": (
        (
            "Check once more: that starts no new task and costs nothing. If nothing comes, give the request ID to the "
            "service's support; generating again is charged again."
        ),
        "可以再查一次，不会开始新的任务，也不收费。如果仍然没有，请把请求编号告诉服务的客服：再次生成会再次收费。",
    ),
    "problem.storage.title": ("Nothing can be saved on this machine", "本机无法保存"),
    "problem.storage.what": (
        "The disk is full or cannot be written to. Nothing is sent that could be lost afterwards.",
        "磁盘已满或不可写入。为了不丢失付费的结果，什么都没有发送。",
    ),
    "problem.storage.do": (
        "Free some space or ask whoever runs this page, then generate again.",
        "请腾出一些空间，或联系此页面的管理员，然后再次生成。",
    ),
}

_CHARGED = {
    "charged.yes": ("You were charged for this.", "这次已收费。"),
    "charged.yes.sandbox": (
        "This cost play money only: this is the sandbox.",
        "只花了模拟币：这里是沙盒。",
    ),
    "charged.no": ("You were not charged.", "没有收费。"),
    "charged.unknown": (
        "We do not know whether this was charged. Your account at the service shows it.",
        "是否收费尚不清楚：请以服务账户中的记录为准。",
    ),
    "charged.unknown.sandbox": (
        "We do not know whether this was charged. If so, it was play money: this is the sandbox.",
        "是否收费尚不清楚。即使收费，也只是沙盒中的模拟币。",
    ),
}

_RETRYING = {
    "notice.retry_busy": (
        "The service is busy: trying again in {wait:.0f} s, this will not be charged twice.",
        "服务繁忙：{wait:.0f} 秒后重试，不会重复收费。",
    ),
    "notice.retry_down": (
        "The service has a problem: trying again in {wait:.0f} s, this will not be charged twice.",
        "服务出现故障：{wait:.0f} 秒后重试，不会重复收费。",
    ),
    "notice.retry_lost": (
        "The answer was lost: asking again in {wait:.0f} s, this will not be charged twice.",
        "答复丢失：{wait:.0f} 秒后重新询问，不会重复收费。",
    ),
    "notice.retry_garbled": (
        "The answer made no sense: asking again in {wait:.0f} s, this will not be charged twice.",
        "答复无法识别：{wait:.0f} 秒后重新询问，不会重复收费。",
    ),
    "notice.retry_conflict": (
        "The service is still looking at the request: asking again in {wait:.0f} s, this will not be charged twice.",
        "服务仍在处理请求：{wait:.0f} 秒后重新询问，不会重复收费。",
    ),
    "notice.retry_early": (
        "The service asks for a moment: trying again in {wait:.0f} s, this will not be charged twice.",
        "服务请求稍候：{wait:.0f} 秒后重试，不会重复收费。",
    ),
    "notice.retry_unreachable": (
        "The service cannot be reached: trying again in {wait:.0f} s. Nothing has been charged.",
        "无法连接服务：{wait:.0f} 秒后重试。尚未收费。",
    ),
}

_WAITING = {
    "notice.poll_down": (
        "The service is not answering properly right now. Your request goes on there; we keep asking.",
        "服务暂时响应不正常。你的请求仍在那里处理，我们会继续询问。",
    ),
    "notice.poll_too_large": (
        "The service's answer is larger than what we can read (64 MB). Your request goes on there; we keep asking.",
        "服务的答复超过了可读取的大小（64 MB）。你的请求仍在那里处理，我们会继续询问。",
    ),
    "notice.poll_garbled": (
        "The service's answer made no sense. Your request goes on there; we keep asking.",
        "服务的答复无法识别。你的请求仍在那里处理，我们会继续询问。",
    ),
    "notice.poll_missing": (
        "The service cannot find the request yet; we keep asking.",
        "服务暂时找不到这个请求，我们会继续询问。",
    ),
    "notice.poll_unreachable": (
        "The service cannot be reached: asking again in {wait:.0f} s. Your request goes on there.",
        "无法连接服务：{wait:.0f} 秒后重新询问。你的请求仍在那里处理。",
    ),
    "notice.poll_busy": (
        "The service wants fewer questions: asking again in {wait:.0f} s. Your request goes on there.",
        "服务希望降低询问频率：{wait:.0f} 秒后重新询问。你的请求仍在那里处理。",
    ),
    "notice.paused_key": (
        "The service no longer accepts the key. Your request is kept; this goes on once the key works again.",
        "服务不再接受密钥。你的请求已保留，密钥恢复可用后会自动继续。",
    ),
    "notice.not_saved": (
        (
            "The disk cannot be written to right now (is it full?): trying again in {wait:.0f} s. Nothing is lost in "
            "the meantime."
        ),
        "暂时无法写入磁盘（是否已满？），{wait:.0f} 秒后重试。在此期间不会丢失任何内容。",
    ),
    "notice.no_service": (
        "This run belongs to a service that is not set up here now. It waits, and goes on once that service is back.",
        "这个任务所属的服务目前没有设置：它会等待，待该服务恢复后继续。",
    ),
    "notice.not_followed": (
        (
            "This run cannot be followed now: this server cannot write to its data folder. The task goes on at the "
            "service."
        ),
        "现在无法跟进这个任务：本服务器无法写入数据文件夹。任务在服务端仍会继续。",
    ),
    "notice.never_sent": (
        "The playground stopped before this was sent. Nothing was charged: press Generate again.",
        "程序在发送之前已停止。没有产生费用，请再次点“生成”。",
    ),
    "notice.stopped_waiting": (
        "You stopped waiting. The task goes on at the service and may be charged; “Check again” looks for its result.",
        "你已停止等待。任务仍在服务端继续，可能会收费；点“再查一次”可查询结果。",
    ),
    "notice.cancel_failed": (
        "The service did not cancel the task: it goes on and may be charged.",
        "服务没有取消该任务：它会继续进行，可能会收费。",
    ),
    "notice.fetching_later": (
        "Paid for, but not all here yet: we keep trying, next in {wait:.0f} s. “Fetch again” tries now.",
        "已付费，但尚未全部取回：我们会自动继续尝试，{wait:.0f} 秒后再试。点“重新获取”可立即尝试。",
    ),
    "notice.fetching_again": (
        "Fetching what is missing: no new task, no new charge.",
        "正在重新获取缺少的结果：不会新建任务，也不会再次收费。",
    ),
    "notice.recovered": ("The service answers again. Waiting for the result.", "服务已恢复响应，正在等待结果。"),
    "notice.long": (
        (
            "This is taking unusually long. We keep asking every few minutes; you can close this page and come back "
            "later."
        ),
        "这次耗时特别长。我们每隔几分钟会询问一次，你可以关闭页面，稍后再来。",
    ),
}

PROBLEMS: dict[str, tuple[str, str]] = {
    **_KEY,
    **_INPUT,
    **_SERVICE,
    **_TASK,
    **_CHARGED,
    **_RETRYING,
    **_WAITING,
}
