"""Sports in the words of two dozen languages, as lists of activities name them."""

import re

__all__ = ["translate_sport"]

# Beginnings or parts of words -> the English name, in the order in which they are looked for:
# "Skilanglauf" is no run, and a "Virtuelle Radfahrt" no plain ride.
_WORDS = (
    (
        "nordic_ski",
        "langlauf|nordisch|ski de fond|ski nordique|fondo|n[oó]rdic|fundo|беговые лыж"
        "|クロスカントリー|ノルディック|越野滑雪|北欧|노르딕|크로스컨트리|biegow|längd|langrend"
        "|langrenn|murtomaa|hiihto|běžk",
    ),
    (
        "backcountry_ski",
        "skitour|tourenski|ski de rando|esqu[ií] de traves|sci alpinismo|scialpin|toerski"
        "|ски-тур|バックカントリー|野外滑雪|산악 ?스키|skiturowe|turskid|topptur",
    ),
    ("snowboard", "snowboard|сноуборд|スノーボード|单板|單板|스노보드"),
    ("mountaineering", "bergsteig|alpinis|alpiniz|альпиниз|горовосх"),
    (
        "alpine_ski",
        r"ski alpin|\bski|esqu[ií]|\bsci\b|alpin"
        r"|лыж|スキー|滑雪|스키|narciar|skid|utförs|laskettelu|lyžov",
    ),
    ("ice_skating", "eislauf|patin.*glace|patinaje sobre hielo|pattinaggio su ghiaccio|schaats"),
    (
        "inline_skating",
        "inline|patin|pattin|rolki|rullskrid|skeeler|ролик|スケート|轮滑|直排輪|스케이트",
    ),
    (
        "treadmill_running",
        "laufband|tapis|cinta|esteira|loopband|дорожк|トレッドミル|跑步机|跑步機|트레드밀"
        "|러닝머신|bieżni|löpband|løbebånd|tredemølle|juoksumatto|běžeck. pás|koşu bandı|futópad",
    ),
    (
        "virtual_run",
        r"(virtu|вирту|バーチャル|虚拟|虛擬|가상|wirtual).*(lauf|cours|carr|cors|corr|loop|run|бег|ラン|跑|달"
        r"|bieg|löp|løb|løp)",
    ),
    ("virtual_ride", r"virtu|вирту|バーチャル|虚拟|虛擬|가상|wirtual|sanal"),
    (
        "trail_run",
        r"\btrail|трейл|トレイル|越野跑|트레일|terränglöp|terreng",
    ),
    (
        "e_bike_ride",
        r"\be-?bike|e-?bici|pedelec|électri|eléctric|elettric|elétric|elektr|электро|電動|电动|전기|elcykel|elsykkel",
    ),
    (
        "mountain_bike_ride",
        "mountain|mtb|vtt|btt|маунтин|горн|マウンテン|山地|登山車|산악|górsk|horsk|maasto",
    ),
    ("gravel_ride", "gravel|гравел|гравий|グラベル|砾石|礫石|그래블|grus"),
    (
        "indoor_cycling",
        r"(indoor|hallen|intérieur|interior|indoor|binnen|halowe|室内|室內|実内|インドア|실내|innen).*"
        r"(rad|cycl|cicl|fiets|kolar|rower|サイクル|サイクリング|バイク|骑|騎|车|사이클)|heimtrainer|spinning",
    ),
    (
        "elliptical",
        "ell?[ií]p[ts]|ellittic|crosstrainer|эллип|エリプティカル|椭圆|橢圓|일립티컬|orbitrek",
    ),
    (
        "ride",
        r"rad|\brit|velo|vélo|cycl|cicl|bici|pedal|fiets|wiel|вело|サイクリング|サイクル|ライド|バイク|骑|騎|自行车|單車"
        r"|사이클|라이딩|자전거|kolar|rower|cykel|cykl|sykkel|sykling|pyörä|\bkol[oa]\b|bisiklet|sürüş"
        r"|kerékpár|sepeda|đạp xe|ปั่น|ποδηλα",
    ),
    (
        "swim",
        "swim|schwimm|natation|nage|natación|nuot|natação|zwem|плав|заплыв|スイム|スイミング|水泳|游泳|수영"
        r"|pływ|\bsim|svøm|uinti|plav|yüzme|úsz|renang|bơi|ว่าย|κολύμ",
    ),
    (
        "strength_training",
        "strength|kraft|gewicht|poids|muscul|renforc|fuerza|pesas|forza|pesi|força|kracht|силов|тяжел|筋"
        "|ウェイト|力量|重量|重训|重訓|웨이트|근력|siłow|styrke?|styrka|voima|posil|ağırlık|kuvvet|súly|erős|beban",
    ),
    (
        "rock_climbing",
        "klettern|escalad|arrampic|klimmen|klatring|klättring|wspinacz|скалолаз|クライミング|攀岩|클라이밍",
    ),
    ("yoga", "yoga|йога|ヨガ|瑜伽|요가|joga|jooga|jóga"),
    ("pilates", "pilates|пилатес|ピラティス|普拉提|필라테스"),
    (
        "rowing",
        "rowing|ruder|aviron|remo|canott|roei|гребл|ローイング|ボート|划船|로잉|조정"
        "|wiośl|rodd|roning|roing|soutu|veslo",
    ),
    (
        "hike",
        "hik(e|ing)|wander(?!ing)|wanderung|randonn|senderis|excursi|escursion|trilha|поход|хайк|ハイキング"
        "|ハイク|登山|徒步|远足|遠足|健行|하이킹|등산|wędrów|turystyk"
        "|vandr|fottur|vaellus|turistika|doğa yürüyüş|túra",
    ),
    (
        "run",
        r"\brun|lauf|course|footing|carrera|correr|corr[ei]|corsa|corrida|hardlo|loopsessie|бег|забег|ラン"
        r"|跑|달리기|러닝|bieg|löp|løb|løp|juoks|běh|koşu|fut[áo]|lari|chạy|วิ่ง|τρέξ",
    ),
    (
        "walk",
        r"walk|gehen|spazier|marche|camin|andar|paseo|cammin|passegg|wandel|ходьб|прогул|ウォーク|ウォーキング"
        r"|散歩|步行|健走|散步|걷기|산책|spacer|chodz|chód|piesz|\bgange?\b|marsz|promenad|gång|gåtur|kävely|chůze|yürüyüş|séta"
        r"|gyalog|jalan|đi bộ|เดิน|περπάτ",
    ),
    (
        "workout",
        "workout|training|entra[iî]n|entren|allenam|treino|тренир|ワークアウト|锻炼|訓練|운동|trening|träning",
    ),
)
_PATTERNS = [(name, re.compile(words)) for name, words in _WORDS]


def translate_sport(name: str) -> str | None:
    """Return the English name of a sport in another language.

    Parameters
    ----------
    name : str
        As a list of activities names it.

    Returns
    -------
    str or None
        A name for `canonical_sport`; None if no word of the name is known.
    """
    text = name.strip().lower()
    return next((sport for sport, pattern in _PATTERNS if pattern.search(text)), None)
