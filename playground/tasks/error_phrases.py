"""Phrases in error messages, as patterns: no money, refused content, a used key, too many tasks at once."""

from __future__ import annotations

import re
from typing import Final

_CREDIT: Final = (
    r"insufficient[_\s-]*(account\s+)?(quota|credit|balance|fund)|(credit|balance|fund)s?\b.{0,40}"
    r"(exhausted|insufficient|not enough|too low|used up|depleted)|(exhausted|not enough|no|out of)[_\s-]+"
    r"(more\s+)?(credit|balance|fund)|payment[_\s-]required|"
    r"(余额|额度|积分|点数).{0,6}(不足|用完|耗尽)|欠费"
)

NO_CREDIT: Final = re.compile(rf"({_CREDIT})(?! of (?!the account|your account|this account))", re.IGNORECASE)
"""The money is gone, said so plainly that it holds beside any status; not so "insufficient balance of colours"."""

MONEY: Final = re.compile(rf"{_CREDIT}|billing|top[_\s-]?up|充值", re.IGNORECASE)
"""About money. "Quota exceeded" alone is how some services word a rate limit; about money it has one of these words."""

CONTENT: Final = re.compile(
    r"content[_\s-]*(policy|filter|moderat|violat|refused|safety|blocked|not[_\s]allowed)|moderation|nsfw|"
    r"safety[_\s-]*(system|filter|check|polic|violat)|sensitive[_\s-]*(content|word|information)|"
    r"prohibited[_\s-]*content|inappropriate|敏感|违规|违禁|内容.{0,6}(审核|安全|不合规)",
    re.IGNORECASE,
)
"""What is asked for goes against the service's rules."""

KEY_USED: Final = re.compile(
    r"idempoten\w*.{0,80}(used|in[_\s-]use|process|exist|conflict|progress|flight|duplicat|already)|"
    r"(used|processed|conflict|duplicat|already).{0,80}idempoten|"
    r"\bduplicated?[_\s-]*(request|submi|key)|"
    r"\b(request|submission)\b.{0,40}(\balready|in[_\s-](flight|progress)|being processed)|"
    r"\balready[_\s-]+(been[_\s-]+)?(processed|submitted|received|accepted)|"
    r"\b(this|same)\s+key\b.{0,40}(used|process|known|exist)|"
    r"幂等.{0,20}(已|重复|冲突|处理)|重复的?(请求|提交)|请求.{0,6}(已|正在)(提交|处理|存在|接收)",
    re.IGNORECASE,
)
"""The service had this very request before: it may have made the task then."""

TOO_MANY_AT_ONCE: Final = re.compile(
    r"concurren|parallel|simultaneous|at (a time|once)|too[_\s-]many|limit|another|quota|并发|同时|过多|上限|排队",
    re.IGNORECASE,
)
"""Other work is in the way."""
