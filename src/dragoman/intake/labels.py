"""The words by which a page speaks of itself: labels, share lines, credits, rights, section names. Data, no code paths.

Sources of the table: what English-language news sites and agencies print around their articles, by kind. A word list
alone never decides inside an article's prose: `furniture` asks where the block stands and how it is built as well.
"""

from __future__ import annotations

import re


def _read_table(rows: str) -> frozenset[str]:
    """The entries of a table whose cells are parted by bars and line ends."""
    return frozenset(cell.strip() for cell in re.split(r"[|\n]", rows) if cell.strip())


# Whole blocks, folded (letters and digits, lower case). These head a list of other pages' headlines, or of links.
LIST_LABELS = _read_table(
    """
    latest|latest news|latest headlines|latest stories|the latest|latest updates|latest articles|latest from|latest videos
    related|related news|related stories|related articles|related topics|related content|related links|related posts
    related coverage|related reading|related items|related video|related videos|related materials|related tags
    read more|read also|also read|read next|read this next|see also|see more|more|more news|more stories|more headlines
    more on this story|more on this topic|more on this|more from|more in|more to read|more to explore|more coverage
    more top stories|must read|must reads|you may also like|you might also like|you may like|you may also be interested in
    recommended|recommended for you|recommended stories|recommended reading|our picks|editors picks|editor s picks
    editors choice|editor s choice|editor s pick|don t miss|do not miss|most read|most popular|most viewed|most shared
    most commented|most watched|most recent|popular|popular now|popular stories|popular news|trending|trending now
    trending topics|trending stories|top stories|top news|top headlines|today s top stories|headlines|other news
    other stories|other headlines|other materials|other news materials|in other news|in this section|from the web
    around the web|from around the web|sponsored stories|promoted stories|promoted content|paid content|elsewhere
    up next|next up|next article|previous article|next story|previous story|next post|previous post|next|previous
    what to read next|keep reading|continue reading|further reading|in case you missed it|in pictures|photo gallery
    photos|videos|video|featured|featured stories|featured news|features|spotlight|in focus|special reports|galleries
    today s paper|newsletter|newsletters|news feed|newsfeed|news ticker|all news|all headlines|archive|archives
    latest in world|latest in politics|other articles|more articles|similar news|similar articles|similar stories
    on the same topic|on this topic|by the same author|from the same section|more by this author|more from author
    """
)

# Whole blocks, folded, that name the tags of the article; what follows is the list.
TAG_LABELS = frozenset(
    [
        "tags",
        "tag",
        "topics",
        "topic",
        "keywords",
        "key words",
        "filed under",
        "posted in",
        "filed in",
        "in this article",
        "categories",
        "category",
        "more on these topics",
        "explore more on these topics",
        "related tags",
        "subjects",
        "tagged",
        "tagged with",
    ]
)

# Whole blocks, folded: links and buttons that head nothing.
BUTTONS = _read_table(
    """
    advertisement|advertisements|advertising|advert|ad|ads|sponsored|sponsored content|promoted|promotion|paid post
    article continues below|story continues below|story continues|article continues after advertisement
    continue reading below|continue reading the main story|story continues below advertisement|scroll to continue
    article continues below advertisement|story continues after advertisement|skip advertisement|skip ad
    share|share this|share this article|share this story|share this page|share this post|share this with|share via
    share on facebook|share on twitter|share on x|share on whatsapp|share on telegram|share on linkedin|share by email
    share via email|share with|share article|copy link|copy|link copied|tweet|tweet this|retweet|like|like this|like us
    facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|viber|vkontakte|vk|odnoklassniki|instagram|youtube
    tumblr|flipboard|messenger|wechat|weibo|line|threads|bluesky|mastodon|skype|pocket|digg|google|google plus|email
    e mail|email this|email this article|print|print this|print this page|print article|print version|save|save article
    bookmark|bookmark this|listen|listen to this article|listen to article|listen now|watch|watch now|watch live|live
    play|play video|pause|mute|replay|loading|text size|font size|a a|aa|a a a|increase text size|decrease text size
    comment|comments|no comments|0 comments|leave a comment|leave a reply|post a comment|add a comment|add comment
    view comments|show comments|join the conversation|join the discussion|read comments|write a comment|your comment
    comments are closed|comments 0|discuss|reply|reply to this|report abuse|report an error|report a typo|corrections
    send|send to a friend|feedback|contact|contact us|about|about us|home|homepage|menu|search|close|login|log in
    sign in|sign up|register|my account|subscribe|subscribe now|subscribe today|donate|support us|become a member
    follow|follow us|follow author|follow topic|unfollow|get alerts|get the app|rss|rss feed|rss feeds|sitemap|site map
    privacy|privacy policy|privacy notice|terms|terms of use|terms of service|terms and conditions|cookies|cookie policy
    cookie settings|manage cookies|accept|accept all|accept cookies|accept all cookies|reject all|agree|i agree|got it
    ok|careers|jobs|advertise|advertise with us|help|faq|imprint|impressum|legal|disclaimer|accessibility
    skip to content|skip to main content|skip to navigation|jump to content|back to top|top|back|go back|next page
    previous page|back to homepage|return to homepage|full screen|fullscreen|view gallery|view all|see all|show more
    load more|show less|view more|read full story|read full article|read the full story|read the full article
    click here|click to share|click to enlarge|enlarge|enlarge this image|expand|collapse|hide caption|toggle caption
    show caption|view caption|view image|view original|translate|translate this page|english|choose language|languages
    breaking|breaking news|exclusive|developing|developing story|updated|live updates|subscribers only|premium|members only
    end|ends|the end|end of story|image|image source|image caption|image copyright|media caption|photo|file photo|picture
    rate this article|was this article helpful|did you find this useful|thank you|thanks for reading|error|page not found
    weather|horoscope|crossword|puzzles|games|tv guide|podcast|podcasts|events|shop|store|newsletter sign up
    """
)

# Sections of newspapers and agencies, folded.
SECTIONS = _read_table(
    """
    news|world|world news|international|international news|global|global affairs|politics|political news|national
    nation|domestic|local|local news|region|regional|regions|regional news|business|business news|economy|economics
    economy and business|finance|markets|money|companies|energy|oil and gas|oil gas|technology|tech|science
    science and technology|sci tech|health|environment|climate|society|social|culture|arts|arts and culture|life
    lifestyle|sport|sports|education|travel|religion|law|justice|crime|courts|incidents|accidents|security|defence
    defense|military|army|diplomacy|foreign policy|foreign affairs|foreign|conflict|conflicts|war|opinion|opinions
    comment and analysis|analysis|analytics|commentary|editorial|editorials|columns|columnists|interview|interviews
    investigations|features|special report|press review|press releases|official|official chronicle|chronicle|government
    parliament|elections|human rights|humanitarian|migration|trade|transport|infrastructure|agriculture|industry
    africa|asia|europe|americas|america|latin america|north america|south america|middle east|mideast|middle east news
    oceania|pacific|asia pacific|south asia|central asia|southeast asia|east asia|caucasus|south caucasus|transcaucasia
    balkans|western balkans|baltics|the baltics|eastern europe|western europe|eurasia|gulf|maghreb|sahel|caribbean
    former ussr|cis|other news|other news materials|arab world|arab israeli conflict|nuclear program|karabakh|us news
    uk news|uk|us|usa|u s|eu|nato|un|united nations|russia|russian federation|china|iran|turkey|türkiye|israel|palestine
    ukraine|syria|iraq|india|pakistan|afghanistan|azerbaijan|armenia|georgia|kazakhstan|uzbekistan|turkmenistan
    kyrgyzstan|tajikistan|belarus|moldova|japan|korea|north korea|south korea|egypt|libya|saudi arabia|germany|france
    top stories|breaking news|headlines|latest news|news wire|newswire|wire|dispatches|reports|articles|top news
    """
)

# Labels that name what they head: "More must-reads from The Ledger", "Latest in Europe".
LIST_HEAD = re.compile(
    r"^(?:more|most|latest|related|top|trending|popular|recommended|other|also)\s+(?:must-?reads?|news"
    r"|stor(?:y|ies)|headlines|articles"
    r"|reads?|reading|coverage|videos?|posts?|popular|viewed|shared|commented|discussed|recent|from|in|on"
    r"|by|about|like this)"
    r"(?:\s+(?:(?:from|in|on|by|about|for|of|this|the|and|our|at|&)|(?-i:[A-Z])\S*|here|today|now|you"
    r"|topic|story)){0,6}\s*:?$",
    re.IGNORECASE,
)

_NETWORKS = (
    r"(?:facebook|twitter|x|instagram|telegram|whatsapp|youtube|linkedin|google|tiktok|vk|flipboard|threads|viber)"
)
_PAGES = r"(?:newsletters?|e-?mails?|inbox|alerts?|updates|app|channels?|podcasts?|briefing|bulletin|digest|rss|notifications?)"

# Beginnings, with a colon or a dash after them, of a line that leads to another page.
LINK_LINE = re.compile(
    r"^[\s•*>»▶►\-–—\[(]*(?:read (?:more|also|next|the full (?:story|article))|also read|see also|see"
    r" more|more on this(?: story)?"
    r"|related(?: (?:news|stor(?:y|ies)|articles?|links?|coverage|content|topics?|reading))?|recommended"
    r"|must read|don['’]t miss"
    r"|also on|you may also like|most read|top stor(?:y|ies)|previously|more from [^:]{2,30}|watch(?:"
    r" (?:also|now|live|more))?"
    r"|listen(?: (?:to this|now))?|in pictures|gallery|video|up next|next|live(?: updates)?|trending"
    r"|latest|further reading"
    r"|opinion|explainer|subscribe|follow us|share|print|comments?)\s*(?::|\||»|>>|▶|►)\s*\S?",
    re.IGNORECASE,
)

# Beginnings, with a colon, of the tag line: what follows on the line is the list.
TAG_LINE = re.compile(
    r"^(?:tags?|topics?|key ?words|filed (?:under|in)|posted in|categor(?:y|ies)|tagged(?: (?:with|as|in))?|subjects?"
    r"|more (?:on|about)(?= ?:)|related tags)\s*:\s*(?P<list>.*)$",
    re.IGNORECASE | re.DOTALL,
)

# Whole short lines that ask something of the reader or state the page's rights. Matched at the start of a block.
NOTICES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:you can )?(?:follow|like|find|join|add|connect with) (?:us|[A-Z@][\w.’' ]{{0,40}}?)(?: (?:now"
        rf"|also))? (?:on|at|via|in)"
        rf" (?:our )?(?:@\w+|{_NETWORKS}\b|social media|google news)",
        r"follow (?:the )?(?:author|reporter|writer|correspondent)?\s*(?:on \w+:?\s*)?@\w+",
        r"(?:share|tweet|post|send|save|copy|email|e-mail|print|pin) (?:this|the) (?:article|story|page|post"
        r"|news|link|video|report)\b",
        r"(?:click|tap|press) (?:here|the (?:button|link|bell|icon))\b",
        rf"(?:sign up|subscribe|register|log in|sign in) (?:here|now|today|below|free|for free|to|for|with)\b.{{0,60}}"
        rf"\b(?:{_PAGES}|read|access|account|comment|continue|unlimited|free|{_NETWORKS})\b",
        rf"(?:get|receive) (?:the|our|all|more|daily|breaking|unlimited|every|full"
        rf"|your)\b.{{0,60}}\b(?:{_PAGES}|access|delivered)\b",
        r"(?:download|install|open|try) (?:our|the)\b.{0,40}\bapp(?:lication)?\b",
        r"(?:stay|keep) (?:informed|connected|up[ -]to[ -]date|tuned|in touch)\b.{0,20}\b(?:with|on|follow"
        r"|subscribe|by)\b",
        r"(?:we|this (?:web)?site|our (?:web)?site|this page|by (?:continuing|using"
        r"|browsing))\b.{0,60}\b(?:cookies?|privacy policy)\b",
        r"(?:manage|change|update|review) (?:your )?(?:cookie|privacy|consent)\b",
        r"(?:copyright|\(c\)|©|℗|™)\s*(?:\(c\)|©|by|[12]\d{3}|&|[A-Z])",
        r"(?:\S+\s+){0,8}all rights (?:are )?reserved\b",
        r"(?:no part of|reproduction (?:of|in)|any use of|when (?:using|quoting|citing)|use of (?:the )?materials?"
        r"|republication|reprint(?:ing)?|this material may not be)\b.{0,140}\b(?:permission|prohibited"
        r"|hyperlink|link|reference"
        r"|consent|published|redistributed)\b",
        r"(?:please )?(?:read|see|review) our (?:terms|privacy|comment|community|cookie)\b",
        r"(?:support|donate to|help|back) (?:our|independent|quality|the)\b.{0,40}\bjournalism\b",
        r"(?:become|join as) a (?:member|subscriber|supporter|patron)\b",
        r"already (?:a )?(?:subscribed|subscriber|member|registered|have an account)\b",
        r"(?:the )?(?:story|article|text|content|post) continues (?:below|after)\b",
        r"(?:continue|keep) reading (?:below|the main story|after|»|→|here)",
        r"(?:this (?:article|story|content|page)) is (?:for|available to) (?:subscribers|members|premium)",
        r"(?:if you (?:find|found|notice|spot|see)|found|spotted|noticed|see) (?:an|a) (?:error|typo|mistake|bug)\b",
        r"(?:select|highlight) (?:the|it|a)\b.{0,40}\b(?:press|ctrl)\b",
        r"(?:do you have|got|have) a (?:story|news tip|tip|question|comment)\b.{0,60}\?",
        r"(?:write to|contact|e-?mail|reach|send (?:your )?(?:tips|comments|feedback)(?:"
        r" to)?)\b.{0,80}\b[\w.+-]+@[\w-]+\.\w+",
        r"[\w.+-]+@[\w-]+(?:\.\w+)+$",
        r"@\w{2,30}$",
        r"https?://\S+$|www\.\S+$",
        r"\d+ (?:min(?:ute)?s?)(?: read| to read|$)|reading time\b|(?:estimated )?read time\b|\d[\d,.]*k?"
        r" (?:views?|shares?|comments?|likes?|reads?)$",
        r"(?:views?|shares?|comments?|likes?|reads?|hits|viewed)\s*[:(]\s*\d",
        r"\d+ (?:seconds?|minutes?|hours?|days?|weeks?|months?) ago$",
        r"(?:published|posted|updated|last (?:modified|updated)|modified)\s*:?\s*(?:$|\d+ (?:min|hour|day"
        r"|week|month|year)s?\w* ago|today|yesterday)",
        r"page \d+ of \d+$",
        r"(?:want|would you like) (?:more|to (?:read|get|receive))\b.{0,60}(?:sign up|subscribe|newsletter|\?$)",
        r"the views expressed (?:in|here|are)\b.{0,120}",
        r"(?:your email address will not be published|required fields are marked)",
        r"(?:the-)?[A-Z]{2,6}-wire$",
    )
)  # fmt: skip

_IMAGE = r"(?:photo(?:graph)?s?|image|picture|illustration|graphic|video|screenshot|screengrab|map|file(?: photo)?|archive photo)"
_PICTURE_DESKS = (
    r"(?:Reuters|AFP|AP|EPA|EFE|Getty(?: Images)?|TASS|Xinhua|Sputnik|RIA Novosti|Anadolu|AA|Shutterstock"
    r"|Alamy|Bloomberg|DPA|dpa"
    r"|PA|Kyodo|Yonhap|Zuma|NurPhoto|SIPA|UPI|ANSA|Press Association|Associated Press|Flickr|Wikimedia(?:"
    r" Commons)?|iStock|Unsplash)"
)
# Captions and picture credits: labelled, or signed by a picture desk.
CAPTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:{_IMAGE}(?: (?:credit|source|caption|copyright|courtesy|by|from|illustration))?\s*(?::|©|\||/"
        rf"|\bby\b|\bcourtesy\b|\bvia\b))\s*\S",
        r"(?i:(?:image|media|photo) (?:caption|copyright|source|credit)\b)",
        r"(?i:credit|caption|source)\s*:\s*.{0,60}\b" + _PICTURE_DESKS + r"\b.{0,20}$",
        r"(?i:file\s+photo|file\s+picture|file\s+image)\b\s*[:.\-–—]",
        r"©\s*(?:\w+[\s/.]*){1,6}$",
        rf"[\[(]?(?:{_PICTURE_DESKS}|[A-Z][\w.]+)\s*(?:/|via|\||Photo|photo)\s*(?:{_PICTURE_DESKS}"
        rf"|[A-Z][\w.\-]+)[\w ./,\-]{{0,40}}[\])]?$",
        rf"[\[(]{_PICTURE_DESKS}[\])]$",
        rf"{_PICTURE_DESKS}$",
    )
)  # fmt: skip
# A caption's last words, in brackets or after a bar, as the picture desk signs it.
CAPTION_TAIL = re.compile(
    rf"[\[(|](?:\s*(?i:{_IMAGE})(?:\s*(?i:credit|by|courtesy of))?\s*:?\s*)?(?:[\w.\-' ]{{0,40}}[/|]\s*)?{_PICTURE_DESKS}"
    rf"(?:\s*(?:/|via)\s*[\w.\- ]{{2,40}})?\s*[\])]?$|[\[(](?i:photo|image|picture|file|video)\b[^\])]{{0,60}}[\])]$"
)
# What says that brackets sign a picture: "Anna Brook/Reuters", "Getty Images", "photo by".
PICTURE_MARK = re.compile(
    r"\w/\w|images|shutterstock|alamy|flickr|wikimedia|istock|unsplash|\b(?:photo|image|picture|file|video)\b",
    re.IGNORECASE,
)

# Credits of an agency's or a paper's own staff, at the end of the text.
STAFF_CREDIT = re.compile(
    r"^[\[(]?\s*(?:(?:additional |with (?:additional )?)?(?:reporting|writing|editing|translation"
    r"|compiled|contributions?)\s+(?:in [A-Z][\w .]+ )?by\b"
    r"|(?:edited|translated|compiled|written|reported) by\b|(?:\S+ ){1,30}contributed (?:reporting|to"
    r" this (?:report|story|article|dispatch))\b|(?:editor|reporter|author|translator)s?\s*:)",
    re.IGNORECASE,
)

# How long (in words) a block may be to fall to each of the tables.
NOTICE_WORDS = 40
LINK_WORDS = 25
CAPTION_WORDS = 45
