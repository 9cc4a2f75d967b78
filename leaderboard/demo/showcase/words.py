"""The words of which names are composed. None is meant to resemble a real model or organisation."""

from __future__ import annotations

RESUBMITTER = "Second Thoughts Studio"
"""An organisation with one model, so that all attempts of its author are attempts of that model."""

ORGANISATIONS = (
    "Institute of Imaginary Optics",
    "Ministry of Small Clouds",
    "Teapot Orbit Labs",
    "Department of Soft Umbrellas",
    "The Sleepy Lighthouse Company",
    "Cardboard Observatory",
    "Seventeen Penguins",
    "Marmalade Foundry",
    "Left-Handed Compass",
    "Society for Quiet Dragons",
    "Borrowed Ladder Labs",
    "Paper Boat Collective",
    "Ampersand & Daughters",
    "Unfinished Cathedral",
    "Bureau of Lost Mittens",
    "Tuesday Afternoon Research",
    "Upside-Down Aquarium",
    "Hedgehog Cartographers",
    "Two Spoons and a Kite",
    "Academy of Slow Weather",
    "Biscuit-Driven Development",
    "Fog & Sons (est. tomorrow)",
    "Reluctant Volcano",
    "Museum of Future Buttons",
    "Perpetual Picnic Group",
    "The Very Small Telescope",
    "Walrus Typographic Union",
    "Nearly Round Table",
    "会飞的茶壶工作室",
    "月球邮局研究所",
    "三只橘猫实验室",
    "纸飞机气象台",
    "云端豆腐坊",
    "打瞌睡的灯塔研究组",
    "西瓜天文馆",
    "不存在的画院",
    "慢半拍钟表行",
    "雨伞图书馆",
    "Consortium for the Gentle Illustration of Improbable Animals, Northern Section",
)

CHINESE = frozenset(name for name in ORGANISATIONS if not name.isascii())

FIRST = (
    "Amber", "Brass", "Cedar", "Cinder", "Clover", "Copper", "Coral", "Dapple", "Drizzle", "Dusk", "Ember", "Fern",
    "Flint", "Frost", "Ginger", "Hazel", "Honey", "Indigo", "Ivory", "Juniper", "Lacquer", "Lilac", "Linen", "Maple",
    "Meadow", "Mosaic", "Nimbus", "Nutmeg", "Opal", "Orchard", "Paper", "Pebble", "Plum", "Quartz", "Quill", "Russet",
    "Saffron", "Sepia", "Sorrel", "Tallow", "Thistle", "Timber", "Umber", "Velvet", "Verdigris", "Walnut", "Willow",
    "Zephyr",
)  # fmt: skip

SECOND = (
    "Badger", "Beacon", "Bellows", "Bison", "Bramble", "Canoe", "Cello", "Comet", "Cormorant", "Easel", "Egret",
    "Fiddle", "Finch", "Gable", "Gannet", "Gondola", "Harbour", "Heron", "Ibex", "Jackdaw", "Kestrel", "Kettle",
    "Lantern", "Lynx", "Magpie", "Mandolin", "Marten", "Moth", "Narwhal", "Newt", "Ocelot", "Otter", "Palette",
    "Pavilion", "Pelican", "Pony", "Puffin", "Quail", "Rook", "Sundial", "Tapir", "Teacup", "Toad", "Vole", "Wagtail",
    "Windmill", "Wombat", "Wren",
)  # fmt: skip

CHINESE_FIRST = ("青", "墨", "云", "雪", "纸", "星", "雾", "竹", "琥珀", "薄荷")
CHINESE_SECOND = ("鲤", "鹤", "舟", "灯", "雀", "象", "鲸", "狸", "风车", "茶盏")

LONGEST = "Extraordinarily Patient Watercolour Hippopotamus of the Outermost Archipelago"
"""The longest name that fits, to see what tables do with it."""

EDITIONS = (
    ("",),
    ("1", "2"),
    ("1", "1.5", "2"),
    ("Mini", "Base", "Large"),
    ("Sketch", "Studio"),
    ("v3", "v3 Turbo"),
    ("Air", "", "Pro", "Max"),
)
"""What distinguishes the names of a family's models, the smaller or older first."""
