"""From words to a motif and a palette, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

MOTIF_WORDS: Mapping[str, str] = {
    "aurora": "aurora northern star galaxy nebula space cosmos universe planet milky astronaut"
    " rocket spaceship comet 极光 星 银河 宇宙 太空 星云 火箭",
    "city": "city skyline street urban cyberpunk building tower downtown tokyo shanghai metropolis neon taxi"
    " robot car bridge station rooftop 城市 都市 街 赛博朋克 霓虹 楼 大厦 夜景 上海 东京 机器人",
    "sea": "sea ocean wave tide beach coast island boat sail water lake river surf harbour harbor"
    " lighthouse storm stormy ship port pier bay shore whale dolphin 海 浪 湖 潮 岛 船 沙滩 水面 江 河 灯塔 港 鲸",
    "garden": "flower garden bloom blossom rose dahlia petal peony meadow bouquet lotus tulip floral sakura"
    " butterfly bee orchid 花 园 莲 樱 牡丹 玫瑰 荷 蝴蝶",
    "forest": "forest tree wood jungle pine birch bamboo grove fox deer wolf bear owl cabin"
    " 森林 树 林 竹 丛林 狐 鹿 狼 熊",
    "peaks": "mountain hill ridge fog mist tea temple valley cliff canyon desert dune pagoda alpine landscape"
    " castle volcano glacier eagle 山 峰 雾 茶 谷 岭 水墨 寺 亭 沙漠 风景 城堡",
    "ribbons": "silk ribbon abstract flow wind smoke music dream dance logo fabric wallpaper gradient perfume"
    " 丝 绸 抽象 流动 梦 音乐 风 烟 飘",
}
"""Of two that are spoken of alike, the first counts."""

PALETTE_WORDS: Mapping[str, str] = {
    "neon": "neon cyberpunk synthwave futuristic electric magenta rave 霓虹 赛博朋克 未来 电子",
    "autumn": "autumn fall maple october rust brown harvest amber 秋 枫 棕 褐",
    "winter": "winter snow ice cold frost glacier arctic icy 冬 雪 冰 冷 寒",
    "blossom": "blossom pink sakura cherry spring peony sweet baby 樱 粉 春 桃",
    "rose": "rose red crimson ruby scarlet passion love romantic valentine 红 玫瑰 爱 浪漫",
    "jade": "jade emerald mint bamboo lotus 翡翠 玉 竹 荷",
    "lavender": "lavender purple violet lilac dream twilight magic 薰衣草 紫 梦 梦幻",
    "sunset": "sunset dusk evening orange warm fiery summer 日落 黄昏 傍晚 橙 晚霞 夕阳 温暖",
    "dawn": "dawn sunrise morning dreamy peach 黎明 清晨 日出 晨 朝霞",
    "gold": "gold golden desert luxury bronze yellow honey brass 金 黄 沙漠 奢华",
    "aurora": "aurora northern galaxy nebula cosmos star space 极光 银河 星 宇宙",
    "ink": "ink monochrome black white minimal sumi grey gray calligraphy 水墨 黑 白 灰 墨 极简",
    "ocean": "ocean sea blue turquoise teal cyan water tropical bright 海 蓝 青 明亮",
    "moonlit": "night moon moonlight midnight indigo dark navy mysterious storm stormy thunder 夜 月 深蓝 神秘 幽暗",
    "forest": "forest green moss jungle olive nature 绿 自然 丛林",
    "tea": "tea fog mist misty foggy ivory calm quiet zen soft pastel beige sage 茶 雾 宁静 淡 禅 朦胧",
}
"""Of two that are spoken of alike, the first counts: a season or a colour says more than a place."""

SUITS: Mapping[str, tuple[str, ...]] = {
    "city": ("neon", "sunset", "moonlit"),
    "peaks": ("dawn", "tea", "sunset", "moonlit", "winter"),
    "sea": ("sunset", "ocean", "dawn", "moonlit"),
    "aurora": ("aurora", "lavender", "moonlit"),
    "garden": ("blossom", "lavender", "rose", "jade"),
    "forest": ("forest", "autumn", "tea", "jade"),
    "ribbons": ("neon", "sunset", "ocean", "lavender", "rose", "gold"),
}

_UNTOLD = ("ribbons", "peaks", "sea", "aurora", "garden")
_NIGHT = "night midnight nocturnal moon moonlight moonlit starry 夜 月"
_HEX = re.compile(r"#[0-9a-fA-F]{6}(?![0-9a-fA-F])")


def choose_motif(words: str, pick: int) -> str:
    """The motif that most of the words speak of; where none does, any by the number."""
    return _best(MOTIF_WORDS, words) or _UNTOLD[pick % len(_UNTOLD)]


def choose_palette(words: str, motif: str, pick: int) -> str:
    """The palette that most of the words speak of; where none does, one that suits the motif."""
    suiting = SUITS[motif]
    return _best(PALETTE_WORDS, words) or suiting[pick % len(suiting)]


def is_night(words: str) -> bool:
    """Whether the words speak of the night."""
    return _best({"night": _NIGHT}, words) is not None


def find_colour(words: str) -> str | None:
    """The first `#rrggbb` among the words."""
    found = _HEX.search(words)
    return found[0] if found else None


def _best(table: Mapping[str, str], words: str) -> str | None:
    text = words.casefold()
    spoken = {
        stem for word in re.findall(r"[a-z]+", text) for stem in (word, word.removesuffix("s"), word.removesuffix("y"))
    }
    scores = {name: sum(_counts(word, text, spoken) for word in known.split()) for name, known in table.items()}
    leader = max(scores, key=lambda name: scores[name])
    return leader if scores[leader] else None


def _counts(word: str, text: str, spoken: set[str]) -> bool:
    return word in spoken if word.isascii() else word in text
