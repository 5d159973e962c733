"""What it comes to when a person asks again about a run that is not confirmed: keyed by `Outlook`."""

OUTLOOK: dict[str, tuple[str, str]] = {
    "outlook.look": (
        "Check again: this only asks about the task, sends nothing new and costs nothing. Or let it go.",
        "请点“再查一次”：只会询问任务的状态，不发送新的内容，也不收费。也可以放弃它。",
    ),
    "outlook.same": (
        (
            "Check again: within 15 minutes of sending, this repeats the very same request, which is not charged "
            "twice. Or let it go if you no longer need it."
        ),
        "请点“再查一次”：在发出后的 15 分钟内，发送的是完全相同的请求，不会重复收费。如果不再需要，也可以放弃它。",
    ),
    "outlook.risk": (
        (
            "It was sent more than 15 minutes ago, and the service may have forgotten the request: if it is sent "
            "again, it may be charged again. Look at your account at the service first. Then send it again, or let it "
            "go."
        ),
        (
            "它是 15 分钟以前发出的，服务可能已不记得这个请求：再次发送可能会再次收费。请先查看你的服务账户，"
            "再决定是再次发送，还是放弃它。"
        ),
    ),
    "outlook.risk.command": (
        (
            "It was sent more than 15 minutes ago, and the service may have forgotten the request: if it is sent "
            "again, it may be charged again. Look at your account at the service first. To send it again: playground "
            "runs check {id} --again. To give it up: playground runs let-go {id}"
        ),
        (
            "它是 15 分钟以前发出的，服务可能已不记得这个请求：再次发送可能会再次收费。请先查看你的服务账户。"
            "再次发送：playground runs check {id} --again。放弃：playground runs let-go {id}"
        ),
    ),
    "outlook.elsewhere": (
        (
            "It was sent with another key than the one set up here now, so it is not sent again from here: that would "
            "be charged to another account. The account it was sent with shows what became of it; after that, let it "
            "go."
        ),
        (
            "发送它时使用的密钥与现在设置的不同，因此不会从这里再次发送：那样会由另一个账户付费。"
            "请在当时使用的账户中查看结果，之后可以放弃它。"
        ),
    ),
    "outlook.let_go": (
        "You let it go: it is not asked about again. Your account at the service shows whether it was charged.",
        "你已放弃它：不会再查询。是否收费，请以服务账户中的记录为准。",
    ),
}
