"""Articles as they stand on disk become Documents: text unchanged, every stretch labelled for what it is.

Nothing is deleted from a text and no offset ever moves; text that is no report (captions, bylines, share bars …) is
labelled as such and left alone by later stages. Where a line could be either, it stays body: a lost paragraph loses
claims, and the rules that follow look for what articles never say in their own sentences.
"""
from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from kgraph.errors import InputError
from kgraph.model import Document, LabelledSpan, Problem, Section

LARGEST = 1_000_000  # bytes of one article
SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")
MANIFEST = "sources.csv"
COLUMNS = ("file", "outlet", "published", "url")
NOT_YET_READ = frozenset({".html", ".htm", ".xhtml", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".warc", ".gz"})

# --- words that news pages share -------------------------------------------------------------------------------------

AGENCIES = {
    "AP": r"(?:the )?associated press|ap", "AFP": r"agence france-presse|afp", "Reuters": r"(?:thomson )?reuters",
    "TASS": r"(?:itar-)?tass", "Interfax": r"interfax", "RIA Novosti": r"ria(?: novosti)?", "Sputnik": r"sputnik",
    "Xinhua": r"xinhua", "PTI": r"pti|press trust of india", "IANS": r"ians", "ANI": r"ani", "dpa": r"dpa",
    "EFE": r"efe", "ANSA": r"ansa", "Kyodo": r"kyodo(?: news)?", "Yonhap": r"yonhap", "UPI": r"upi",
    "Bloomberg": r"bloomberg", "Anadolu": r"anadolu(?: agency)?|aa", "PA": r"press association|pa media",
    "CNN": r"cnn", "Press TV": r"press tv", "IRNA": r"irna", "MNA": r"mna", "Belga": r"belga", "APA": r"apa",
    "CP": r"(?:the )?canadian press", "AAP": r"(?:the )?australian associated press", "Tribune": r"tribune news service|tns",
}
AGENCY = "|".join(AGENCIES.values())
PICTURE_DESK = (AGENCY + r"|(?:ap|afp|reuters) photo|getty(?: images)?(?:/\w+)?|epa(?:-efe)?|shutterstock|istock(?:photo)?|alamy|"
    r"zuma(?: press)?|sipa(?: usa)?|wireimage|nurphoto|polaris|redux|corbis|(?:cq[- ])?roll call|wikimedia(?: commons)?|"
    r"flickr|youtube|twitter|facebook|instagram|pool|handout|file")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)")
MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
CITIES = re.compile(
    r"(?:abu dhabi|abuja|accra|addis ababa|algiers|amman|amsterdam|ankara|astana|athens|atlanta|auckland|baghdad|baku|bangkok|barcelona|"
    r"beijing|beirut|belgrade|bengaluru|berlin|bogota|bogotá|boston|brasilia|brasília|bratislava|brussels|bucharest|budapest|buenos aires|"
    r"cairo|canberra|cape town|caracas|chennai|chicago|colombo|copenhagen|dakar|dallas|damascus|delhi|denver|detroit|dhaka|doha|"
    r"dubai|dublin|"
    r"edinburgh|frankfurt|gaza(?: city)?|geneva|hanoi|harare|havana|helsinki|hong kong|honolulu|houston|islamabad|istanbul|jakarta|"
    r"jerusalem|"
    r"johannesburg|kabul|karachi|kathmandu|khartoum|kiev|kyiv|kigali|kinshasa|kolkata|kuala lumpur|kuwait city|lagos|lahore|las vegas|lima|"
    r"lisbon|ljubljana|london|los angeles|luxembourg|madrid|manila|melbourne|mexico city|miami|milan|minneapolis|minsk|mogadishu|"
    r"montevideo|"
    r"montreal|moscow|mumbai|munich|nairobi|new delhi|new york|nicosia|oslo|ottawa|paris|philadelphia|phnom penh|prague|pretoria|pyongyang|"
    r"quito|rabat|ramallah|riga|rio de janeiro|riyadh|rome|san francisco|san juan|sanaa|santiago|sao paulo|são paulo|sarajevo|"
    r"seattle|seoul|"
    r"shanghai|singapore|skopje|sofia|st\.? petersburg|stockholm|strasbourg|sydney|taipei|tallinn|tashkent|tbilisi|tehran|tel aviv|"
    r"the hague|tirana|tokyo|toronto|tripoli|tunis|united nations|vatican city|vienna|vilnius|warsaw|washington(?:,? d\.?c\.?)?|wellington|"
    r"yangon|yerevan|zagreb|zurich)", re.I)
SECTIONS_OF_A_SITE = re.compile(
    r"(?:home|news|latest(?: news)?|breaking(?: news)?|world|us|u\.s\.|usa|uk|u\.k\.|europe|asia|africa|americas|middle east|"
    r"politics|elections?|election \d{4}|opinion|editorial|analysis|commentary|business|economy|markets|money|tech(?:nology)?|"
    r"science|health|sports?|entertainment|culture|arts|lifestyle|life|style|travel|national|international|nation|local|"
    r"crime|justice|law|education|environment|climate|media|video|videos|photos|podcasts?|live|exclusive|top stories|the latest)", re.I)
CAP = r"(?:(?:[A-ZÀ-ÖØ-Þ]\.)+|(?:Jr|Sr|St|Mr|Ms|Mrs|Dr)\.|[A-ZÀ-ÖØ-ÞĀ-Ž][\w'-]*)"
NAME = rf"{CAP}(?: (?:{CAP}|de|del|der|di|van|von|al|bin|la|el|of|for|the|and|&)){{0,6}}"
PERSON = rf"{CAP}(?: (?:{CAP}|de|del|der|di|van|von|al|bin|la|el)){{1,4}}"
SAYS = re.compile(r"\b(?:said|says|told|tells|added|asked|wrote|writes|tweeted|announced|according to|stated|argued|insisted|"
    r"replied)\b", re.I)
SAID_AFTER = re.compile(r",[\"']? (?:[\w.'-]+ ){1,5}(?:said|told|added|wrote|argued|announced)\b|"
                        r",[\"']? (?:said|told|according to)\b", re.I)
PARAGRAPH_END = re.compile(r"[.!?…:;][\"')\]]*$")
SENTENCE_END = re.compile(r"[.!?][\"')\]]*(?=\s|$)")
ABBREVIATION_END = re.compile(r"(?:\b[A-Z]\.(?:[A-Z]\.)*|\b(?:Jr|Sr|Inc|Co|Corp|Ltd|No|vs|Mrs?|Ms|Drs?|St|Govs?|Sens?|Reps?|Gen|Col|Lt|Sgt|"
                              r"Prof|Rev|Hon|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.)$")
BLANK = re.compile(r"[\s\ufeff\u200b\u2060]*")
NOT_BLANK = re.compile(r"[^\s\ufeff\u200b\u2060]")
REPORT = frozenset(section for section in Section if section.is_report)
LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\xa0": " ", "\u2009": " ", "\u202f": " ", "\t": " "})

# --- whole lines that are never part of a report -----------------------------------------------------------------------
# Matched against the plain copy of a line from its first to its last character; "…" in a comment stands for anything.


def rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


PLEA = "|".join((
    r"(?:click|tap|swipe) (?:here|on|the|to|below|above|through)\b.*",
    r"(?:sign|signup) up (?:here|now|today|for|to|with)\b.*", r"subscribe\b.*", r"newsletter sign[- ]?up.*",
    r"(?:like|follow|find|join) (?:us|me|our|him|her|them)\b.{0,80}(?:on|@|newsletter|twitter|facebook|"
    r"instagram|telegram|whatsapp|x).*",
    r"(?:you can )?follow .{2,120}\b(?:on (?:twitter|facebook|instagram|x|social media|google news|telegram)|"
    r"@\w+).*",
    r"download (?:the|our)\b.*\bapp\b.*", r"get (?:the|our)\b.*\b(?:app|newsletter|briefing|alerts?|inbox)\b.*",
    r"get .{0,60}\b(?:news|updates|headlines|stories)\b.{0,80}\b(?:via|inbox|delivered|newsletter|email|"
    r"facebook|daily|here)\b.*",
    r"(?:want|need) (?:more|to (?:read|stay|know|get|keep|receive))\b.{0,160}",
    r"have (?:a|an?y) (?:news )?(?:tips?|stor(?:y|ies)|information)\b.*\?.*", r"do you have .{2,80}\bshare with\b.*",
    r"(?:send|submit) (?:us )?(?:a |your |any )?(?:news )?(?:tips?|letters?|corrections?|feedback)\b.*",
    r"(?:please )?(?:support|donate|contribute|become a (?:member|subscriber|patron))(?: (?:now|today|here|"
    r"to us|our|us|independent|quality)\b.*)?",
    r"(?:find|get|read|see|check out|catch|browse|explore|discover|watch)(?: (?:all|out))?(?: (?:the|our|"
    r"your))? (?:latest|live|breaking|upcoming|trending|newest|full coverage|more (?:news|stories|coverage|"
    r"articles|about|from|on|at|here|of (?:our|the)|politics|videos?|photos)|more (?:news|videos) ?\.\.\.)\b.*",
    r"more videos ?\.*", r"stay (?:tuned|up[- ]to[- ]date|informed|connected|ahead|in the know)\b.*",
    r"check out what's\b.*", r"tell us (?:what|how|your)\b.*",
    r"we(?:'re| are) (?:interested in your|looking for)\b.*feedback.*",
    r"join (?:the|our) (?:conversation|discussion|newsletter|mailing)\b.*", r"go (?:ad[- ]free|premium)\b.*",
    r"(?:already|not) a (?:subscriber|member)\b.*", r"log ?in\b.{0,60}", r"sign in\b.{0,60}",
    r"register (?:now|here|for)\b.{0,80}",
    r"(?:listen|watch) (?:to )?(?:this|the|now|live)\b.{0,100}(?:article|story|podcast|above|below|video|"
    r"episode|now|live|here).*",
    r"listen(?: \d+ min\w*)?", r"(?:new)?you can now listen to\b.*", r"use this (?:link|code)\b.*",
    r"turn on (?:desktop )?notifications.*", r"enable notifications.*", r"allow notifications.*",
))
PAGE = "|".join((
    r"(?:skip )?(?:advert(?:isement|isment|orial)?s?|ad)(?:[ –—-]+(?:advertisement|(?:story |"
    r"article )?continue\w*\b.{0,40}))?",
    r"(?:story|key) highlights", r"live tv", r"chat with us\b.*",
    r"(?:send|give) (?:any|this|a) (?:friend|article|gift|story)\b.{0,40}", r"as a subscriber\b.*",
    r"now playing\b.{0,120}", r"headshot", r"download", r"sponsored(?: content| by.*)?", r"promoted(?: content)?", r"paid (?:content|post)",
    r"(?:article|story|post|text)? ?continues? (?:reading )?(?:below|after)\b.*", r"continue reading\b.*",
    r"scroll (?:down )?(?:for|to continue)\b.*", r"supported by.{0,40}", r"skip (?:to|past)\b.*",
    r"loading(?: comments)?\.*", r"close", r"menu", r"search", r"back to top", r"top", r"next", r"previous", r"prev",
    r"go to homepage", r"view (?:all|more|comments|slideshow|gallery|on)\b.{0,80}",
    r"show (?:more|less|comments|all)", r"hide(?: caption)?", r"toggle caption", r"enlarge(?: this)?(?: image)?",
    r"image", r"photo", r"photos", r"picture", r"video", r"slide ?show", r"gallery", r"photo gallery",
    r"play(?: video)?", r"watch(?: video)?", r"audio", r"interactive(?: feature)?", r"graphic", r"map",
    r"\d+ ?(?:/|of) ?\d+(?: photos?| images?)?", r"(?:\d+|a|one|two|three|four|five) min(?:ute)?s?(?: read)?",
    r"replay", r"unmute", r"fullscreen", r"embed", r"transcript", r"order reprints.*", r"today's paper.*",
    r"reprints?", r"(?:report|suggest|submit) (?:a |an )?(?:correction|typo|error|mistake).*",
    r"quotes? (?:displayed|delayed)\b.*", r"market data\b.*(?:provided|powered)\b.*",
    r"(?:powered|provided|implemented) (?:and implemented )?by\b.{0,60}",
    r"(?:exclusive|breaking|live|developing|premium|members only|opinion|analysis|paywall)", r"read in app",
    r"free trial.*", r"open in .{0,20}app",
))
NOTICE = "|".join((
    r"(?:copyright|©|\(c\)|copyright ©|©️)(?: ?(?:©|\(c\)|\d{4})).{0,300}",
    r".{0,160}\ball rights reserved\b.{0,200}",
    r".{0,80}\b(?:may not be|do not) (?:republish|reproduc|publish|redistribut)\w*\b.{0,160}",
    r"(?:terms of (?:use|service)|privacy(?: policy| notice)?|cookie (?:policy|settings)|do not sell my.*|"
    r"about us|contact us|advertise(?: with us)?|careers|site ?map|help)(?: ?[|·•/&,-] ?.{0,120}| and .{0,80})?",
    r".{0,60}\b(?:uses?|accept|allow|enable) (?:cookies|javascript)\b.{0,200}",
    r"(?:please )?(?:enable|turn on) (?:javascript|cookies)\b.*", r"your browser (?:does not|doesn't|is)\b.*",
    r"(?:please )?verify (?:that )?you(?:'re| are) (?:not a robot|human)\b.*", r"invalid email address\b.*",
    r"please re-?enter\b.*", r"you (?:must|have to) (?:select|be logged in|enter|agree)\b.{0,80}",
    r"you agree to\b.{0,200}", r"thank you for (?:subscribing|signing up|your interest).*",
    r"an error (?:has )?occurred\b.*",
    r"by (?:signing up|subscribing|entering your|clicking|submitting|providing your email)\b.*",
    r"(?:this|the) (?:story|article|post|piece|report|page|headline|version)(?: of this (?:story|article|"
    r"post))? (?:has been|was|is being|will be) (?:(?:last|first|originally|also) )?(?:updated|corrected|"
    r"clarified|amended|edited|modified|revised|published|produced|written by|translated|syndicated|republished|"
    r"reprinted|adapted|provided)\b.{0,300}",
    r"(?:this|the) (?:story|article|post|piece|report) (?:originally|first) (?:appeared|ran)\b.{0,200}",
    r"this is a (?:developing|breaking)\b.{0,60}\b(?:story|news)\b.{0,160}",
    r"(?:an|a previous|the) (?:earlier|previous|original|prior|version|initial)\b.{0,60}\b(?:version|article|"
    r"story|headline|caption|report|post)\b.{0,60}\b(?:misstated|misidentified|misspelled|incorrectly|said|"
    r"stated|gave|referred|described|omitted|included|reported|contained|appears|was)\b.{0,400}",
    r"a version of this (?:article|story|op-ed|review)\b.{0,300}",
    r"(?:corrections?|clarification|editor(?:s'|'s|s)? note|note (?:to|from) (?:the )?(?:editor|reader)s?|"
    r"disclaimer|disclosure|author's note)(?: ?\(.{0,40}\))? ?[:—–-].{0,700}",
    r"correction(?:s|: .{0,30})?",
    r"(?:the )?(?:views|opinions)(?: and opinions)? (?:expressed|presented|in) (?:in|here|on|above|by (?:the |"
    r"our )?(?:authors?|writers?|columnists?|contributors?)|this|are)\b.{0,300}",
    r".{0,100}\b(?:can|may) (?:also )?be (?:accessed|reached|visited|viewed) at\b.{0,60}\b(?:address(?:es)?|"
    r"sites?|mirrors?|domains?)\b.{0,80}",
    r"fox news flash\b.{0,200}", r".{0,80}\bare here\. check out\b.{0,100}",
))
SHARE_WORDS = frozenset((
    "share shares tweet tweets retweet post pin it facebook twitter x pinterest linkedin linked in reddit email e-mail mail print "
    "whatsapp telegram messenger flipboard tumblr google google+ digg stumbleupon viber vk wechat weibo sms copy the link copied save "
    "bookmark like likes comment comments follow us more this article story post page on via to with by your friends show options "
    "sharing gift a font size text aa +").split())
SHARE_VERBS = frozenset(
    "share tweet facebook twitter email e-mail print pinterest linkedin whatsapp reddit flipboard telegram copy follow".split())
COMMENTS = "|".join((
    r"(?:leave|post|add|write|submit) (?:a |your |us a )?(?:reply|comment|response)\b.{0,60}",
    r"your e-?mail address will not be\b.*", r"required fields\b.*",
    r"(?:\d+ |no |view |show |see |read |load |all |join the |hide )*comments?(?: \(?\d*\)?)?(?: (?:are closed|"
    r"off|below|here|section|policy|guidelines))?\.?",
    r"(?:you must be|please) (?:logged|log|sign) ?in to (?:post |leave |add )?(?:a )?(?:comment|reply)\b.*",
    r"save my name\b.*", r"notify me (?:of|by|when)\b.*",
    r"(?:name|email|e-mail|website|comment|your name|your email|message|captcha)(?: address)? ?\*?:?",
    r"post comment", r"submit(?: comment)?", r"cancel reply", r"reply", r"report abuse",
    r"this site uses akismet\b.*", r"learn how your comment data\b.*", r"popular in the community",
    r"conversations?(?: \(?\d+\)?)?", r"be the first to comment.*", r"what do you think\?",
))
TAIL = "|".join((
    r"also (?:read|see|on\b.{0,40}|in (?:the )?news|of interest)",
    r"read (?:also|more|next|this next|the (?:full|rest).{0,40}|more (?:about|on|from|at|here)\b.{0,60})",
    r"see (?:also|more)", r"more",
    r"(?:more )?related(?: (?:articles?|stor(?:y|ies)|coverage|posts?|links?|news|content|topics?|reading|video|"
    r"videos|to this (?:article|story|topic)))?",
    r"you (?:may|might|could) (?:also )?(?:like|be interested in|enjoy|have missed)",
    r"more (?:from|in|on|like this|stories|news|headlines|coverage|articles|top stories|to explore)\b.{0,50}",
    r"(?:recommended|suggested|selected)(?: (?:for you|reading|stories|articles|videos|by.{0,30}))?",
    r"trending(?: (?:now|stories|topics|in.{0,30}|on.{0,30}))?",
    r"most (?:popular|read|viewed|shared|commented|watched|recent|emailed)\b.{0,40}",
    r"popular(?: (?:now|stories|posts|articles|news|in.{0,30}|on.{0,30}))?",
    r"(?:latest|top|other|recent|today's|editors?'?s?'?) (?:news|stories|headlines|articles|posts|videos|picks?|"
    r"top stories|in .{0,30}|from .{0,30})",
    r"up next", r"next (?:article|story|up)", r"previous (?:article|story)", r"from (?:around|across) the web",
    r"around the web", r"sponsored (?:stories|links)", r"promoted (?:stories|links)", r"what's (?:hot|next|trending)",
    r"before you go", r"don't miss", r"in case you missed it", r"editors?'?s?'? picks?", r"tags?", r"topics?",
    r"filed under", r"in this (?:story|article)", r"categories", r"featured(?: (?:stories|videos|articles))?",
    r"what we're reading", r"here's what you need to know",
))
TEASER = "|".join((
    r"(?:(?:also|must|further|more) )?(?:related|read|read (?:also|more|next|this|it)|see (?:also|more|it|"
    r"photos?)|watch|watch (?:live|more|now|video|the video|this)|listen|more|related (?:article|story|stories|"
    r"articles|coverage|link|news|post|posts|video)|also read|also see|also on\b.{0,30}|must[- ]read|"
    r"must[- ]see|video|photos|gallery|in pictures|live updates|full (?:story|coverage|video)|previously|"
    r"recommended|opinion|explainer|fact ?check|poll|quiz|podcast|slideshow|don't miss|in depth|background|"
    r"exclusive video|tags?|topics?|filed under|categories) ?[:|>»] ?\S.{2,250}",
    r"(?:read|see|watch) (?:more|the (?:full|original|rest|entire|video|interview|clip|article|"
    r"story))(?: (?:article|story|interview|report|video|statement|of it|here|of the \w+))? (?:on|at|from|about|"
    r"here|in|above|below)\b.{0,120}",
    r"(?:[»>▶►•] ?).{5,160}",
))
URL = "|".join((
    r"(?:original |source |short |article |page )?(?:url|link|permalink|source)s? ?:?",
    r"(?:(?:original )?(?:url|source|link|via|web|website) ?: ?)?(?:https?://\S+|www\.\S+\.\S+|"
    r"(?:[a-z0-9-]+\.)+(?:com|org|net|ru|ir|uk|de|fr|in|tv|eu|news|info|io|co)(?:/\S*)?)",
))
CONTACT = "|".join((
    r"(?:e-?mail|twitter|facebook|instagram|phone|tel|contact|follow)(?: (?:the )?(?:author|writer|reporter|"
    r"us))? ?[:@].{0,100}",
    r"@\w{2,30}(?:[ ,|·]+@\w{2,30})*", r"\S+@\S+\.\w{2,6}",
    r"(?:contact|email|e-mail|write to|reach|tweet) .{2,80}\b(?:at|on|via|@)\b ?\S*@\S+.{0,80}",
    r".{2,60}\bcan be (?:reached|contacted|followed|found)\b.{0,160}@.{0,80}",
    r".{2,60}\b(?:tweets|is on twitter)\b.{0,40}@\w+.{0,40}",
))
TWEET = r"[-–—―]+ ?.{2,60}\(@\w{1,20}\)(?: .{4,40})?"
CREDIT_VERB = (
    r"(?:contributed (?:to (?:this|the) (?:report|story|article|post|piece|dispatch|reporting)|(?:additional )?reporting|"
    r"research|from (?-i:[A-Z]))|provided (?:additional )?reporting|assisted (?:with|in) reporting)")
NAMES = rf"(?-i:{NAME}(?:(?:,? and|,|;|/| in| &) {NAME})*)"
CONTRIBUTORS = (rf"\W?.{{2,250}}\b{CREDIT_VERB}\b.{{0,120}}|\W?(?:(?:additional |original |further )?(?:reporting|writing|editing|"
    rf"research|production|graphics)(?: (?:was contributed|contributed|for this \w+))? (?:by|from) {NAMES}[;,. )]*)+|"
    rf"\W?(?:compiled|edited|translated|reported|produced|filed) by {NAMES}\W?|"
    rf"(?-i:{NAME}(?: and {NAME})?) reported from {NAMES}(?:(?: reported)? from {NAMES})*\.?|"
    r"\W?with (?:additional )?(?:inputs?|reporting|files|contributions?|reports?|material|agency inputs?)(?: (?:from|"
    r"by)\b.{2,120}|\.?)\W?|"
    rf"\W?(?:source|agency|via|from|courtesy)s? ?[:—–-] ?(?:(?:{AGENCY}|agencies|news agencies|agency)(?: ?[,/&+]| and|"
    rf"\b) ?)+\W?|\W?(?:(?:{AGENCY})(?: ?[,/&+-]| and|\b) ?)+\W?|[-–— ]*(?:agencies|news agencies|wire (?:reports|"
    rf"services)|from (?:staff|wire|news service) .{{0,30}}reports?)\W?|"
    r"(?:agencies|wires?)\W?|from .{2,40} (?:wire|news) (?:reports|services?)\W?")

WHOLE_LINE: tuple[tuple[Section, str, re.Pattern[str]], ...] = (
    (Section.URL_LINE, "address", rule(URL)),
    (Section.COMMENT_FORM, "comment form", rule(COMMENTS)),
    (Section.SITE_NOTICE, "page furniture", rule(rf"[-–—* ]*(?:{PAGE})[-–—* ]*[.:]?")),
    (Section.SITE_NOTICE, "invitation", rule(PLEA)),
    (Section.SITE_NOTICE, "notice", rule(NOTICE)),
    (Section.BIO, "contact", rule(CONTACT)),
    (Section.CREDIT, "signature of a post", rule(TWEET)),
    (Section.TEASER, "list of other articles", rule(rf"[-–—*• ]*(?:{TAIL})[-–—* ]*:?")),
    (Section.AGENCY_CREDIT, "contributors", rule(CONTRIBUTORS)),
    (Section.TEASER, "link to another article", rule(TEASER)),
)
CORRECTION = rule(r"correction|clarification|editor(?:s'|'s|s)? note|(?:an|a|the) (?:earlier|previous|original|prior) version of this")
ONE_SENTENCE = frozenset({"link to another article"})
NEVER_FIRST = frozenset({"list of other articles", "link to another article", "invitation", "capitals", "notice"})

DATE = re.compile(
    r"(?:\b|(?<=[A-Z]))(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})|"
    rf"(?P<m2>{MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})|"
    rf"(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<m3>{MONTH})\.?,?[ -](?P<y3>\d{{4}}))\b", re.I)
URL_DATE = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?!\d)")
DATE_WORD = rule(
    rf"{MONTH}\.?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?|published|posted|updated?|edited|last|first|modified|"
    rf"created|on|at|date|time|of|by|"
    r"\d{1,2}(?:st|nd|rd|th)|\d{4}-\d{2}-\d{2}t[\d.+z-]+|\d{1,4}(?:[./-]\d{1,4}){0,3}(?:am|pm|h)?|a\.?m\.?|p\.?m\.?|noon|midnight|"
    r"gmt|utc|et|e[sd]t|pt|p[sd]t|ct|c[sde]t|cest|mt|m[sd]t|ist|bst|msk|"
    r"\+\d{1,4}|min(?:ute)?s?|read|hours?|days?|ago|local|eastern|pacific|issued|story|article|publication")
DATE_CORE = rule(rf".*(?:\b{MONTH}\b\.? ?\d|\d ?{MONTH}\b|\d{{4}}|\bago\b|\d[:/.]\d).*")
DATE_PREFIX = re.compile(r"\s*(?:(?:date|published|posted|"
    r"updated)\b[: ]*)?(?P<date>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?[\s|:–—-]+(?=\S)", re.I)
BYLINE = re.compile(rf"(?:(?i:(?:(?:written|reported|posted|story|article|text|words|analysis|opinion|report) )?by:?|author:?|"
    rf"from) )(?:{NAME}|[A-Z]+(?: [A-Z.]+)*)(?:(?:,| and| &| \||,? with| in| at| for| -| –| —| /| ·| •| @\w+)+ ?(?:{NAME}|{CAP}|"
    rf"(?i:staff|reporter|correspondent|writer|editor|contributor|special)\b[\w ]*|@\w+))*[ ,|·•–—-]*")
BARE_NAMES = re.compile(rf"{PERSON}(?:(?:,| and| &) {PERSON})*(?:(?: ?[,|/•·–—-] ?| )(?i:{AGENCY}|staff(?: writer| reporter)?|"
    rf"reporter|correspondent|contributor|editor|columnist|opinion contributor))?")
JOB = rule(r"(?:by )?(?:the |our )?(?:(?:senior|chief|deputy|national|political|politics|white house|congressional|foreign|"
    r"diplomatic|world|legal|breaking|news|general assignment|enterprise|staff|special|associate|assistant|"
    r"managing|executive|contributing|opinion|moscow|washington|business|us|u\.s\.|capitol hill|investigative|digital|"
    r"trending|freelance)[ -]*)*(?:reporter|correspondent|editor|writer|journalist|columnist|contributor|staff|producer|"
    r"bureau chief)(?: ?[,|@–—-].{0,60}| (?:for|at|in|covering)\b.{0,80})?")
WRITES_FOR_A_LIVING = (
    r"(?:reporter|correspondent|editor|writer|journalist|columnist|contributor|producer|blogger|bureau chief|"
    r"anchor|news associate|intern)")
BIO = re.compile(rf"(?P<name>{PERSON}) (?:is|was|has been|joined|covers|writes|reports|works|serves|"
    rf"worked)\b(?:.{{0,120}}?\b{WRITES_FOR_A_LIVING}s?\b| (?:an? |the )?.{{0,40}}\b(?:for|at|on|about)\b)")
BIO_ROLE = re.compile(rf"(?:is|was|has been|works as|serves as) (?:an? |the |currently |based )?.{{0,100}}?\b{WRITES_FOR_A_LIVING}\b", re.I)
BIO_WENT_ON = rule(r"(?:he|she|they|his|her|their|prior to|before joining|previously|a (?:graduate|native)|you can|read more of|"
    r"more by)\b.*")
OP_ED_ROLE = re.compile(r"(?:is|was) (?:an? |the )?.{0,60}\b(?:professor|fellow|director|author|president|analyst|attorney|lawyer|"
    r"founder|lecturer|researcher|strategist|host|consultant|chairman)\b", re.I)
BREADCRUMB = re.compile(r"[^/>»›|·•]{1,30}(?:\s*(?:\s/\s|>|»|›|\||·|•)\s*[^/>»›|·•]{1,30}){1,5}")

REGION = r"(?:, [A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2})?"
DAY = rf"(?:[,.]? ?(?i:{MONTH})\.? \d{{1,2}}\.?(?:,? \d{{4}})?)?"
WIRE = (
    rf"(?: ?[(\[/](?P<wire>(?i:(?:{AGENCY}|agencies|news agencies|agency)(?:[/, -]+(?:{AGENCY}|agencies))*)|"
    rf"[A-Z][\w .'/-]{{1,30}})[)\]/]\.?)")
DASH = r"(?: ?(?:--+|[—–―]|- ) ?)"
CAPITAL_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.'-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'-]*){0,4}"
NEXT = r"(?=[\"'(\[$]?[A-ZÀ-Þ0-9])"
DATELINES = (
    re.compile(rf"(?P<place>{CAPITAL_PLACE}){REGION}{DAY}{WIRE}?{DASH}{NEXT}"),
    re.compile(rf"(?P<place>{CAPITAL_PLACE}|{CAP}(?: {CAP}){{0,2}}){REGION}{DAY}{WIRE}(?:{DASH}|: ?| ?){NEXT}"),
    re.compile(rf"(?P<city>(?i:{CITIES.pattern})){REGION}{DAY}{WIRE}?(?:{DASH}| ?: ){NEXT}"),
    re.compile(rf"\((?P<wire>(?i:{AGENCY}))\)(?:{DASH}| ){NEXT}"),
)
NO_PLACE = frozenset(
    "UPDATE UPDATED WATCH LIVE BREAKING CORRECTION EXCLUSIVE ANALYSIS OPINION READ RELATED NEW NOTE VIDEO PHOTOS MORE LISTEN PS NB".split())

CAPTION_START = rule(r"(?:file(?: photo| image| picture)?|photo|image|pictured|caption|photograph|in pictures)(?: (?:-|–|—) |: ?|"
    r"\. ).{5,}|(?:in|on|from) (?:this|an?|these) (?:.{0,60}\b)?(?:photos?|photographs?|images?|pictures?|frame ?grab|video frame|"
    r"screen ?(?:shot|grab)|combination)(?:,| (?:taken|released|provided|from|made|by|shows?|dated|posted|obtained|combination|"
    r"courtesy)\b).*|image caption\b.*|image (?:copyright|source)\b.*")
CAPTION_CUE = rule(r".*(?:\b(?:speaks?|arrives?|attends?|walks?|looks?|listens?|waves?|gestures?|stands?|sits?|poses?|leaves?|holds?|"
    r"addresses|chairs?|shakes?|delivers?|departs?|greets?|watches|testif(?:ies|y)|smiles?|appears?|gather|"
    r"pictured|seen here|shown here|is seen|are seen|file photo|from left|at left|at right|\(left\)|\(right\)|"
    r"\(center\)|\(l\)|\(r\)|left, and|center, )\b|\bl-r\b).*")
SLASHED = rf"(?:{NAME}(?:,? {CAP})?) ?/ ?{NAME}(?: ?/ ?{NAME})*"
CREDIT_TEXT = re.compile(
    rf"(?:(?i:(?:file )?(?:photo|photograph|image|picture|screen ?(?:shot|grab)|illustration|handout|credit|video|graphic|"
    rf"photo illustration)s?\b|courtesy (?:of|photo)\b).{{0,120}}|"
    rf".{{0,80}}\b(?i:getty images|ap photo|afp photo|reuters photo|shutterstock|istock|wikimedia)\b.{{0,60}}|"
    rf"(?P<slashed>{SLASHED})(?:,? via {NAME})?(?:, (?i:file(?: photo)?|pool))*|{NAME},? via (?:{NAME}|{CAP})|(?i:via ).{{2,40}}|"
    rf"(?i:file(?: photo)?|screenshot|handout|pool|supplied))")
BRACKET = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{2,160})[)\]]\.?$")
NYT_STYLE = re.compile(rf"(?:(?<=[.!?\"')a-z])|(?<=[.!?\"')] )|^)(?:Credit(?:\.\.\.|…|"
    rf":)? ?)+(?={CAP})(?:{NAME})?(?:,? {CAP})*(?:(?: ?/ ?|, via |, | for | via ){NAME})*$")
LABELLED_CREDIT = re.compile(rf"(?:(?<=[.!?\"')] )|^)(?i:(?:file )?(?:photo(?:graph)?|image|picture|illustration|video)s?(?: (?:by|"
    rf"credit|courtesy(?: of)?|via)|: (?:by |courtesy of )?|/) ?){NAME}(?:(?: ?/ ?|, via |, | for | via ){NAME})*$")
SLASH_CREDIT = re.compile(rf"(?:(?<=[.!?\"')] )|(?<=[.!?\"')])|^)(?:{SLASHED}|{NAME},? via {NAME}|"
    rf"(?i:(?:via )?getty images(?:/\w+)?|ap photo(?: ?/ ?[\w .'-]{{2,40}})?))(?:,? via {NAME})?$")
UNSTOPPED_CREDIT = re.compile(rf"(?: (?:{CAP} ){{1,2}}{CAP} ?/ ?(?i:{PICTURE_DESK})|(?: |/)(?i:via getty images|/ ?getty images))$")


@dataclass
class Line:
    """One line that holds anything: its place, its words as typed, and a copy with plain quotes and spaces (same length)."""

    start: int
    end: int
    text: str
    gap: bool  # a blank line, or the start of the article, stands before it
    parts: list[LabelledSpan] = field(default_factory=list)

    @property
    def section(self) -> Section | None:
        return self.parts[0].section if self.parts else None

    @property
    def key(self) -> str:
        """What two lines have in common that say the same in other type."""
        return " ".join(self.text.split()).casefold().rstrip(" .:")

    def mark(self, section: Section, why: str) -> None:
        self.parts = [LabelledSpan(self.start, self.end, section, why)]

    def split(self, at: int, first: Section, second: Section, why: str) -> None:
        """Label what stands before and from an offset inside the line; blanks at the seam belong to neither."""
        head = len(self.text[:at].rstrip())
        tail = at + len(self.text[at:]) - len(self.text[at:].lstrip())
        self.parts = [LabelledSpan(self.start, self.start + head, first, why)] if head else []
        if tail < len(self.text):
            self.parts.append(LabelledSpan(self.start + tail, self.end, second, why))


def label(text: str, outlet: str | None = None) -> tuple[LabelledSpan, ...]:
    """Say for every stretch of an article what it is; the spans are sorted, apart, and leave out nothing but blanks."""
    lines = list(split_lines(text))
    if not lines:
        return ()
    for number, line in enumerate(lines):
        mark_whole_line(line, first=number == 0)
    title = mark_top(lines, outlet)
    mark_repeats(lines, title)
    for number, line in enumerate(lines):
        if not line.parts and number != title:
            mark_caption(line)
    mark_neighbours_of_credits(lines, title)
    mark_under_headline(lines, title)
    mark_capitals(lines, title)
    mark_other_articles(lines)
    mark_tail(lines)
    mark_datelines(lines)
    return tuple(part for line in lines for part in (line.parts or [LabelledSpan(line.start, line.end, Section.BODY, "rest")]))


def split_lines(text: str) -> Iterator[Line]:
    """Yield the lines that hold anything, without the blanks around them."""
    before = 0
    for found in LINE.finditer(text):
        blank = BLANK.match(found[0])
        start = found.start() + (blank.end() if blank else 0)
        end = found.end()
        while end > start and not NOT_BLANK.match(text[end - 1]):
            end -= 1
        if start < end:
            gap = before == 0 or len(re.findall(r"\r\n|[\n\r\u2028\u2029]", text[before:start])) > 1
            yield Line(start, end, text[start:end].translate(PLAIN), gap)
            before = end


def sentences(line: str) -> int:
    """Return how many sentences end in a line.

    >>> sentences("Sen. Jane Doe of the U.S. left on Nov. 9. She said nothing.")
    2
    """
    return sum(not ABBREVIATION_END.search(line[max(found.start() - 8, 0):found.start() + 1]) or found.end() == len(line)
               for found in SENTENCE_END.finditer(line))


def looks_reported(line: str) -> bool:
    """Whether somebody is quoted or said to say something, which no page furniture does."""
    return '"' in line and SAYS.search(line) is not None or SAID_AFTER.search(line) is not None


def is_paragraph(line: str) -> bool:
    """Whether a line can only be running text: two sentences, or a quotation with its speaker."""
    return len(line) >= 120 and sentences(line) >= 2 or looks_reported(line) and len(line) >= 60


def mark_whole_line(line: Line, first: bool) -> None:
    """Label a line that is no part of a report whatever stands around it."""
    found = whole_line(line.text, first)
    if found:
        line.mark(*found)


def whole_line(line: str, first: bool) -> tuple[Section, str] | None:
    """Return what a line is and the rule that says so, None for what may be report."""
    if is_date_line(line):
        return Section.DATE_LINE, "date line"
    if first and DATE_PREFIX.match(line):
        return None
    if len(line) <= 200 and is_byline(line):
        return Section.BYLINE, "byline"
    if len(line) > 800 or (looks_reported(line) and not CORRECTION.match(line)):
        return None
    if is_share_bar(line):
        return Section.SHARE_BAR, "share bar"
    one = sentences(line) <= 1
    for section, why, pattern in WHOLE_LINE:
        if pattern.fullmatch(line) and not (first and why in NEVER_FIRST) and (one or why not in ONE_SENTENCE):
            names_one = why != "contributors" or re.search(rf"\b(?:{AGENCY}|agencies|wires?)\b", line, re.I)
            return section if names_one else Section.BYLINE, why
    return None


def all_match(pattern: re.Pattern[str], words: Sequence[str]) -> bool:
    return all(map(pattern.fullmatch, words))


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and nothing else that a reader would call text.

    >>> is_date_line("Published 3:45 PM EST, Mon November 9, 2020"), is_date_line("March 2021 was cold")
    (True, False)
    """
    words = re.findall(r"[^\s,|·•:/()—–-]+(?:[/-]\d[^\s,|·•:()—–]*)?", line)
    return len(line) <= 120 and all_match(DATE_WORD, words) and DATE_CORE.fullmatch(line) is not None


def is_share_bar(line: str) -> bool:
    """Whether a line is buttons alone.

    >>> is_share_bar("SHARE THIS ARTICLE"), is_share_bar("Facebook | Twitter | 12"), is_share_bar("Share prices fell")
    (True, True, False)
    """
    words = re.findall(r"[^\s|·•,/:&!]+", line.casefold())
    return len(line) <= 120 and not SHARE_VERBS.isdisjoint(words) and all(w in SHARE_WORDS or re.fullmatch(r"\d[\d.]*k?", w) for w in words)


def is_byline(line: str) -> bool:
    """Whether a line is "By" and names, perhaps with a date after them.

    >>> is_byline("By Jane Doe and John Roe, Staff Writers"), is_byline("By Jane Doe | Nov. 9, 2020"), is_byline("By Monday")
    (True, True, False)
    """
    found = DATE.search(line)
    names = (line[:found.start()] if found else line).rstrip(" ,|·•–—-:")
    names = re.sub(r"(?i)[ ,|·•–—-]*(?:published|updated|posted)(?: on)?$", "", names)
    if all_match(DATE_WORD, names.replace(",", " ").split()[1:]):
        return False
    match = BYLINE.fullmatch(names)
    return match is not None and not (names.lower().startswith("from ") and len(names.split()) > 4)


def mark_top(lines: list[Line], outlet: str | None) -> int | None:
    """Label what stands above the headline and the headline itself; return its number."""
    for number, line in enumerate(lines):
        if line.parts:
            if number > 8:
                return None
            continue
        prefix = DATE_PREFIX.match(line.text)
        if prefix:
            line.split(prefix.end(), Section.DATE_LINE, Section.HEADLINE, "date prefix")
            return number
        if SECTIONS_OF_A_SITE.fullmatch(line.text) or (number + 1 < len(lines) and is_breadcrumb(line.text)):
            line.mark(Section.BREADCRUMB, "breadcrumb")
            continue
        if len(lines) == number + 1 or not is_headline(line.text):
            return None
        kicker = re.match(rf"{SECTIONS_OF_A_SITE.pattern}\s?\|\s?(?=\S)", line.text, re.I)
        if kicker:
            line.split(kicker.end(), Section.BREADCRUMB, Section.HEADLINE, "headline")
            return number
        cut = site_suffix(line.text, [other.key for other in lines[number + 1:number + 6]], outlet)
        if cut is None:
            line.mark(Section.HEADLINE, "headline")
        else:
            line.split(cut, Section.HEADLINE, Section.SITE_NOTICE, "headline")
        return number
    return None


def is_breadcrumb(line: str) -> bool:
    """Whether a line is the way to a page through its site.

    >>> is_breadcrumb("News / Russia"), is_breadcrumb("Opinion | The vote was a mistake that will haunt us")
    (True, False)
    """
    parts = [p.strip() for p in re.split(r"\s/\s|[>»›|·•]", line)]
    return (len(line) <= 90 and BREADCRUMB.fullmatch(line) is not None and all(p and len(p.split()) <= 3 for p in parts)
            and any(SECTIONS_OF_A_SITE.fullmatch(p) for p in parts))


def is_headline(line: str) -> bool:
    """Whether a first line can be a headline: short, and no running text.

    >>> is_headline("Congress rejects veto, asks for help from U.S."), is_headline("He resigned on Friday, the office said.")
    (True, False)
    """
    if len(line) > 220 or any(p.match(line) for p in DATELINES):
        return False
    return not line.rstrip("\"')").endswith(".") or ABBREVIATION_END.search(line) is not None or line.endswith("...")


def site_suffix(line: str, below: Sequence[str], outlet: str | None) -> int | None:
    """Return where the name of the site starts that a page's title carries after its headline; None where there is none."""
    for found in reversed(list(re.finditer(r"\s+(?:[|·•»]|[-–—])\s+", line))):
        head, tail = line[:found.start()], line[found.end():]
        same = " ".join(head.split()).casefold().rstrip(" .:") in below
        named = outlet is not None and tail.casefold().removeprefix("the ") == outlet.casefold().removeprefix("the ")
        barred = found[0].strip() in "|»" and len(tail.split()) <= 5
        if len(head) >= 15 and (same or named or barred):
            return found.start()
    return None


def mark_repeats(lines: list[Line], title: int | None) -> None:
    """Label lines that repeat an earlier one; the headline without its date or site counts as a line of its own."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        keys = {line.key}
        if number == title:
            keys |= {" ".join(line.text[p.start - line.start:p.end - line.start].split()).casefold().rstrip(" .:")
                     for p in line.parts if p.section is Section.HEADLINE}
        if line.key in seen and line.section in (None, Section.CAPTION):
            line.mark(Section.DUPLICATE, "repeated line")
        seen |= keys


def mark_caption(line: Line) -> None:
    """Label a line that ends in the credit of a picture: the words as caption, the credit as credit."""
    at = credit_start(line.text)
    if at is None:
        if len(line.text) <= 600 and CAPTION_START.fullmatch(line.text) and not looks_reported(line.text):
            line.mark(Section.CAPTION, "file picture")
        return
    long = at > 600
    line.split(at, Section.BODY if long else Section.CAPTION, Section.CREDIT, "picture credit")


def credit_start(line: str) -> int | None:
    """Return where the credit of a picture starts at the end of a line, None where there is none.

    >>> credit_start("The hall. (Jane Doe/AP)"), credit_start("He left. Jane Doe / TASS"), credit_start("He left (twice).")
    (10, 9, None)
    """
    skipped = max(len(line) - 300, 0)
    line = line[skipped:]
    bracket = BRACKET.search(line)
    if bracket and (is_credit(bracket["inside"].strip()) or is_desk_of_a_picture(bracket["inside"].strip(), line[:bracket.start()])):
        return skipped + bracket.start() + len(bracket[0]) - len(bracket[0].lstrip())
    for pattern in (NYT_STYLE, LABELLED_CREDIT, SLASH_CREDIT, UNSTOPPED_CREDIT):
        found = pattern.search(line)
        if found and is_credit_line(found[0].strip(), pattern):
            return skipped + found.start() + len(found[0]) - len(found[0].lstrip())
    return None


def is_credit(inside: str) -> bool:
    """Whether words in brackets name who took a picture.

    >>> is_credit("Jane Doe/Kremlin via Reuters"), is_credit("Photo by AFP"), is_credit("R-Texas"), is_credit("AFL/CIO")
    (True, True, False, False)
    """
    found = CREDIT_TEXT.fullmatch(inside)
    return found is not None and (found["slashed"] is None or has_photographer(found["slashed"]))


def is_desk_of_a_picture(inside: str, before: str) -> bool:
    """Whether a bare agency in brackets ends a caption: one short sentence that shows somebody, or no sentence at all.

    >>> is_desk_of_a_picture("AP", "The senator speaks to reporters."), is_desk_of_a_picture("ANI", "He left, she said.")
    (True, False)
    """
    return (re.fullmatch(PICTURE_DESK, inside, re.I) is not None and len(before) <= 300 and sentences(before) <= 1
            and not looks_reported(before) and (CAPTION_CUE.fullmatch(before) is not None or not PARAGRAPH_END.search(before)))


def has_photographer(slashed: str) -> bool:
    """Whether one side of a slash is a name of two words, or an agency's."""
    sides = [s.strip() for s in slashed.split("/")]
    return any(re.fullmatch(PERSON, s) or re.fullmatch(PICTURE_DESK, s, re.I) for s in sides)


def is_credit_line(words: str, pattern: re.Pattern[str]) -> bool:
    if pattern is not SLASH_CREDIT:
        return True
    sides = [s.strip() for s in re.split(r"/|,? via ", words)]
    return len(words) <= 120 and (len(sides) == 1 or has_photographer("/".join(sides)))


def mark_neighbours_of_credits(lines: list[Line], title: int | None) -> None:
    """Label as caption the line beside a credit that stands on a line of its own, where it reads like a caption."""
    for number, line in enumerate(lines):
        alone = line.parts and all(p.section is Section.CREDIT for p in line.parts) and line.parts[0].rule == "picture credit"
        if not alone:
            continue
        for other in (number - 1, number + 1):
            if 0 <= other < len(lines) and other != title and not lines[other].parts and reads_like_caption(lines, other, number):
                lines[other].mark(Section.CAPTION, "beside a picture credit")
                break


def reads_like_caption(lines: list[Line], number: int, credit: int) -> bool:
    """Whether a line beside a picture's credit is its caption: it shows somebody, ends without a stop, or stands alone with it."""
    first, last = min(number, credit), max(number, credit)
    words = lines[number].text
    if len(words) > 350 or sentences(words) > 1 or looks_reported(words) or dateline_end(words):
        return False
    pair = lines[first].gap and not lines[last].gap and (last + 1 == len(lines) or lines[last + 1].gap)
    return CAPTION_CUE.fullmatch(words) is not None or not PARAGRAPH_END.search(words) or (pair and not SAYS.search(words))


def mark_under_headline(lines: list[Line], title: int | None) -> None:
    """Label the lines between headline and body: names as byline, a sentence of its own as standfirst."""
    if title is None:
        return
    first = next((n for n in range(title + 1, len(lines)) if not lines[n].parts and is_body_start(lines[n].text)), len(lines))
    for number in range(title + 1, min(first + 1, len(lines))):
        line = lines[number]
        if not line.parts and number < first and len(line.text) <= 90 and (BARE_NAMES.fullmatch(line.text) or JOB.fullmatch(line.text)):
            line.mark(Section.BYLINE, "names under the headline")
        elif not line.parts and number < first and SECTIONS_OF_A_SITE.fullmatch(line.text):
            line.mark(Section.BREADCRUMB, "breadcrumb")
    under = next((n for n in range(title + 1, len(lines)) if lines[n].section is not Section.DUPLICATE), len(lines))
    if under >= len(lines) or lines[under].parts or under + 1 >= len(lines) or len(lines[under].text) > 400:
        return
    words, after = lines[under].text, lines[under + 1:]
    next_body = next((line.text for line in after if not line.parts), None)
    between = {line.section for line in itertools.takewhile(lambda line: line.parts, after)}
    byline_follows = next_body is not None and not between.isdisjoint({Section.BYLINE, Section.DATE_LINE})
    if next_body is None or any(p.match(words) for p in DATELINES):
        return
    unstopped = not PARAGRAPH_END.search(words) and len(words.split()) >= 6 and is_body_start(next_body)
    if byline_follows or dateline_end(next_body) or unstopped:
        lines[under].mark(Section.STANDFIRST, "line under the headline")


def is_body_start(line: str) -> bool:
    return PARAGRAPH_END.search(line) is not None and len(line) >= 40


def mark_capitals(lines: list[Line], title: int | None) -> None:
    """Label links to other articles that a page sets in capitals between its paragraphs."""
    for number, line in enumerate(lines):
        words = line.text
        if not line.parts and number not in (title, 0) and is_in_capitals(words) and not dateline_end(words):
            line.mark(Section.TEASER, "capitals")


def is_in_capitals(words: str) -> bool:
    return (words == words.upper() and len(words.split()) >= 4 and sum(c.isalpha() for c in words) >= 15
            and not PARAGRAPH_END.search(words))


def mark_other_articles(lines: list[Line]) -> None:
    """Label what follows a heading such as "also read": headlines up to where the report goes on, or all to the end.

    The report goes on where most of the lines after the first few headlines are running text.
    """
    for number, line in enumerate(lines):
        if not (line.parts and line.parts[0].rule == "list of other articles"):
            continue
        rest = [other for other in lines[number + 1:]
                if not other.parts or other.section in (Section.CAPTION, Section.STANDFIRST, Section.DUPLICATE)]
        box = next((n for n, other in enumerate(rest) if PARAGRAPH_END.search(other.text) or len(other.text) > 200), len(rest))
        after = rest[box:]
        running = sum(PARAGRAPH_END.search(other.text) is not None and len(other.text) >= 40 for other in after)
        goes_on = running >= 2 and running > 0.6 * len(after) or len(after) == 1 and is_paragraph(after[0].text)
        for other in rest[:box] if goes_on else rest:
            other.mark(Section.TEASER, "other articles")


def mark_tail(lines: list[Line]) -> None:
    """Label the author's bio after the last paragraph, and the scraps between the furniture at the end."""
    writers = {name.casefold() for line in lines if line.section is Section.BYLINE
               for name in re.findall(PERSON, re.sub(r"(?i)^by:? ", "", line.text))}
    last = len(lines) - 1
    while last >= 0 and (is_scrap(lines, last) or (lines[last].section or Section.BODY) not in REPORT):
        last -= 1
    for line in lines[last + 1:]:
        if not line.parts:
            line.mark(Section.SITE_NOTICE, "scrap after the end")
    for number in range(max(last - 3, 0), last + 1):
        line = lines[number]
        if line.parts or looks_reported(line.text):
            continue
        after = [other.text for other in lines[number + 1:last + 1] if not other.parts]
        goes_on = number > 0 and lines[number - 1].section is Section.BIO and BIO_WENT_ON.fullmatch(line.text)
        if goes_on or is_bio(line.text, writers, ends=all_match(BIO_WENT_ON, after)):
            line.mark(Section.BIO, "author's bio")


def is_bio(line: str, writers: Iterable[str], ends: bool) -> bool:
    """Whether a line presents the author: one named above the article, or, where it ends the text, one who writes for a living."""
    found, named = BIO.match(line), re.match(PERSON, line)
    if named is None:
        return False
    name = named[0].casefold()
    own = any(w.startswith(name) or name.startswith(w) for w in writers)
    job = found is not None and BIO_ROLE.match(line[found.end("name") + 1:]) is not None
    return (job and (own or ends)) or (own and (found is not None or OP_ED_ROLE.match(line[named.end() + 1:]) is not None))


def is_scrap(lines: list[Line], number: int) -> bool:
    """Whether a short line without a full stop stands after furniture of the page, where no report goes on."""
    line = lines[number]
    before = next((other for other in reversed(lines[:number]) if other.parts or not is_short(other)), None)
    return not line.parts and is_short(line) and before is not None and before.section in (
        Section.SHARE_BAR, Section.SITE_NOTICE, Section.COMMENT_FORM, Section.URL_LINE, Section.TEASER)


def is_short(line: Line) -> bool:
    return len(line.text.split()) <= 8 and not PARAGRAPH_END.search(line.text)


def dateline_end(line: str) -> int | None:
    """Return where the report starts after the place (and agency) that a first paragraph opens with; None without one.

    >>> dateline_end("PARIS (AFP) - France said so."), dateline_end("Palace: no comment yet"), dateline_end("Paris: France voted.")
    (14, None, 7)
    """
    for pattern in DATELINES:
        found = pattern.match(line)
        if found and (found.groupdict().get("place") or "").split(" ")[0].rstrip(".:") not in NO_PLACE \
                and (pattern is not DATELINES[1] or CITIES.match(line) or names_agency(found["wire"])):
            return found.end()
    return None


def names_agency(words: str) -> bool:
    return re.fullmatch(rf"(?:(?:{AGENCY}|agencies|news agencies)[/, -]*)+", words, re.I) is not None


def mark_datelines(lines: list[Line]) -> None:
    """Label the place that opens one of the first paragraphs, and an agency's name in brackets that closes the last."""
    body = [line for line in lines if not line.parts]
    for line in body[:4]:
        at = dateline_end(line.text)
        if at is not None:
            line.split(at, Section.DATELINE, Section.BODY, "dateline")
            break
    for line in body[-1:]:
        found = re.search(rf"(?<=[.!?\"']) ?(?:\((?i:(?:{AGENCY}|agencies|with (?:agency )?inputs?)[^()]{{0,60}})\)|"
            rf"[-–—] ?(?i:{AGENCY}))\.?$", line.text)
        if found and not line.parts:
            line.split(found.start(), Section.BODY, Section.AGENCY_CREDIT, "agency at the end")


# --- metadata --------------------------------------------------------------------------------------------------------


def agencies_of(text: str, spans: Sequence[LabelledSpan]) -> tuple[str, ...]:
    """Return the agencies that an article says its text comes from, sorted; a picture's credit says nothing about text."""
    found = set()
    for span in spans:
        words = text[span.start:span.end].translate(PLAIN)
        says = span.section in (Section.AGENCY_CREDIT, Section.DATELINE, Section.BYLINE)
        if says or (span.rule == "notice" and re.match(r"(?i)copyright|©|\(c\)", words)):
            found |= {name for name, pattern in AGENCIES.items() for m in re.finditer(rf"\b(?:{pattern})\b", words, re.I)
                      if not m[0].islower() and (len(m[0]) > 3 or m[0].isupper())}
    return tuple(sorted(found))


def date_in(words: str) -> date | None:
    """Return the first full date in a few words; None without one, or where day and month could be swapped.

    >>> date_in("Updated Nov. 9, 2020 at 3:45 PM EST"), date_in("11/09/2020")
    (datetime.date(2020, 11, 9), None)
    """
    for found in DATE.finditer(words):
        year, month, day = next((found[f"y{n}"], found[f"m{n}"], found[f"d{n}"]) for n in (1, 2, 3) if found[f"y{n}"])
        try:
            return date(int(year), int(month) if month.isdigit() else MONTHS[month[:3].lower()], int(day))
        except ValueError:
            continue
    return None


def date_in_url(url: str) -> date | None:
    """Return the date that an address carries in its path.

    >>> date_in_url("https://news.example/2020/11/09/veto.html")
    datetime.date(2020, 11, 9)
    """
    for found in URL_DATE.finditer(urlsplit(url).path):
        try:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class Listing:
    """What sources.csv says about one article; `given` is false for an article that it does not name."""

    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    given: bool = False


def make_document(name: str, text: str, listing: Listing) -> Document:
    """Label an article and gather what is known about it, with where each value came from."""
    spans = label(text, listing.outlet)
    origins: dict[str, str] = {}
    url = listing.url
    if url:
        origins["url"] = MANIFEST
    else:
        lines = [text[s.start:s.end] for s in spans if s.section is Section.URL_LINE]
        addresses = [m[0] for m in (re.search(r"https?://\S+", line) for line in lines) if m]
        url = addresses[-1] if len(addresses) == 1 else None
        origins["url"] = "address in the text" if url else f"not stated: no address in the text; add it to {MANIFEST}"
    published, origins["published"] = date_of_publication(text, spans, url, listing.published)
    if listing.outlet:
        origins["outlet"] = MANIFEST
    else:
        hint = outlet_hint(text, spans, url)
        blank = f"{MANIFEST} leaves it blank" if listing.given else f"no {MANIFEST} names this article"
        origins["outlet"] = f"not stated: {blank}{hint}"
    return Document(name, text, spans, listing.outlet, published, url, "utf-8", tuple(sorted(origins.items())), agencies_of(text, spans))


def date_of_publication(text: str, spans: Sequence[LabelledSpan], url: str | None, given: date | None) -> tuple[date | None, str]:
    """Return the date and its origin: sources.csv, then the article's own date line, then its address. Never a caption."""
    if given:
        return given, MANIFEST
    in_url = date_in_url(url) if url else None
    for section, origin in ((Section.DATE_LINE, "date line"), (Section.BYLINE, "byline")):
        for span in spans:
            found = date_in(text[span.start:span.end].translate(PLAIN)) if span.section is section else None
            if found:
                return found, origin if in_url in (None, found) else f"{origin} (the address says {in_url})"
    return (in_url, "url") if in_url else (None, f"not stated: no date line and no date in an address; add it to {MANIFEST}")


def outlet_hint(text: str, spans: Sequence[LabelledSpan], url: str | None) -> str:
    """Return what the text shows about its outlet; a hint is never taken for the outlet itself."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    if host:
        return f"; its address is on {host}"
    for span in spans:
        found = re.search(rf"\b{WRITES_FOR_A_LIVING} (?:for|at) ({NAME})", text[span.start:span.end].translate(PLAIN))
        if found and span.section is Section.BIO:
            return f'; its author is called "{found[0].rstrip(".")}"'
    return ""


# --- files -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A file to read: where it lies, the name the user knows it by, and its line of sources.csv."""

    path: Path
    name: str
    listing: Listing = Listing()


def read_documents(sources: Sequence[Path]) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Read plain-text articles and folders of them; what cannot be used comes back as one problem each.

    Documents are sorted by id, and neither they nor the problems depend on the order of the sources.
    Raises InputError where a source is not there.
    """
    problems: set[Problem] = set()
    found: dict[Path, Found] = {}
    for source in sources:
        if not source.exists():
            raise InputError(f"{source}: no such file or folder; give articles as .txt files or a folder that holds them")
        for item in find_articles(source, problems.add):
            found[item.path] = min(item, found.get(item.path, item), key=lambda f: (not f.listing.given, len(f.name), f.name))
    documents: list[Document] = []
    first_of: dict[bytes, str] = {}
    for item in sorted(with_unique_names(list(found.values())), key=lambda f: (not f.listing.outlet, f.name)):
        try:
            raw, text = read_article(item.path)
            if raw in first_of:
                raise InputError(f"holds the same bytes as {first_of[raw]}, which was read; this one was set aside as a duplicate. "
                                 "Delete one of them.")
            document = make_document(item.name, text, item.listing)
            if not any(span.section.is_report for span in document.spans):
                raise InputError("holds no report: every line looks like a caption, a byline or a notice of the site. "
                                 "Paste the article's text into it.")
        except InputError as error:
            problems.add(Problem(item.name, str(error)))
            continue
        first_of[raw] = item.name
        documents.append(document)
    return tuple(sorted(documents, key=lambda d: d.id)), tuple(sorted(problems, key=lambda p: (p.file, p.message)))


def find_articles(source: Path, report: Callable[[Problem], None]) -> Iterator[Found]:
    """Yield the articles of a file or folder, its own folders included, each with what the nearest sources.csv says."""
    if not source.is_dir():
        if source.suffix.lower() != ".txt":
            report(Problem(source.name, "is not a .txt file; kgraph reads plain text so far. Save the article's text as .txt."))
            return
        rows = read_manifest(source.parent, "", lambda problem: None) if (source.parent / MANIFEST).is_file() else {}
        yield Found(source.resolve(), source.name, rows.get(source.resolve(), Listing()))
        return
    root, count = source.resolve(), 0
    rows = {}
    for folder in [source, *sorted(p for p in source.rglob("*") if p.is_dir() and not p.is_symlink())]:
        if any(part.startswith(".") for part in folder.relative_to(source).parts) or (folder / "kgraph.sqlite").exists():
            continue
        if (folder / MANIFEST).is_file():
            rows.update(read_manifest(folder, folder.relative_to(source).as_posix(), report))
        for path in sorted(folder.iterdir()):
            name = path.relative_to(source).as_posix()
            if path.name.startswith(".") or path.is_dir():
                continue
            if path.suffix.lower() in NOT_YET_READ:
                report(Problem(name, f"is a {path.suffix.lower()} file; kgraph reads plain text so far. Save the article's text as .txt."))
            elif path.suffix.lower() == ".txt":
                count += 1
                if path.resolve().is_relative_to(root):
                    yield Found(path.resolve(), name, rows.get(path.resolve(), Listing()))
                else:
                    report(Problem(name, "is a link to a file outside the folder. Copy the article here, or pass that file itself."))
    if not count:
        report(Problem(source.name or str(source), "holds no .txt file. Put the articles there as plain text, one file each."))


def read_manifest(folder: Path, shown: str, report: Callable[[Problem], None]) -> dict[Path, Listing]:
    """Read a folder's sources.csv into what it says of each article, by resolved path; `shown` is the folder's name to the user."""
    name = MANIFEST if shown in ("", ".") else f"{shown}/{MANIFEST}"

    def wrong(message: str) -> None:
        report(Problem(name, message))

    try:
        text = (folder / MANIFEST).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        wrong(f"cannot be read ({error}); save it as CSV in UTF-8. Outlets and dates stay unknown.")
        return {}
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        columns = [c.strip() for c in reader.fieldnames or []]
        if "file" not in columns:
            separated = next((c for c in ";\t|" if c in "".join(columns)), None)
            wrong(f"has no column 'file' (it has: {', '.join(columns) or 'nothing'}). The first line must be {','.join(COLUMNS)}"
                  + (f"; here its columns are parted by {separated!r}: save it with commas." if separated else "."))
            return {}
        reader.fieldnames = columns
        unknown = [c for c in columns if c not in COLUMNS]
        if unknown:
            wrong(f"has unknown column{'s' if len(unknown) > 1 else ''} {', '.join(map(repr, unknown))}; the columns are "
                  f"{', '.join(COLUMNS)}. Rename or delete it; the others were used.")
        rows: dict[Path, Listing] = {}
        for row in reader:
            read_row(row, reader.line_num, folder, rows, wrong)
    except csv.Error as error:
        wrong(f"line {reader.line_num} is no CSV ({error}); mend the line. The lines before it were used.")
    return rows


def read_row(row: dict[str, str], number: int, folder: Path, rows: dict[Path, Listing], wrong: Callable[[str], None]) -> None:
    """Add one line of sources.csv to the rows; anything wrong with it is told in one line."""
    if None in row:
        wrong(f"line {number} has more cells than there are columns; put quotation marks round a value that holds a comma.")
        return
    cells = {key: (value or "").strip() for key, value in row.items()}
    file = cells["file"]
    if not file:
        if any(cells.values()):
            wrong(f"line {number} names no file; fill its \"file\" cell or delete the line.")
        return
    path = (folder / file).resolve()
    if "\0" in file or not path.is_relative_to(folder.resolve()):
        wrong(f"line {number} names {file!r}, which lies outside the folder; put the article beside {MANIFEST} and name it relative to it.")
    elif not path.is_file():
        wrong(f"line {number} names {file!r}, which is not there; mend the name or delete the line.")
    elif path in rows:
        wrong(f"line {number} names {file!r} a second time; the first line was used. Delete one of them.")
    elif path.suffix.lower() != ".txt":
        wrong(f"line {number} names {file!r}, which is not a .txt file; kgraph reads plain text so far.")
    else:
        url = cells.get("url") or None
        if url and urlsplit(url).scheme not in ("http", "https"):
            wrong(f"line {number} gives {url!r} as address of {file!r}; write it with http:// or https://. It was left out.")
            url = None
        rows[path] = Listing(cells.get("outlet") or None, row_date(cells.get("published", ""), file, number, wrong), url, given=True)


def row_date(cell: str, file: str, number: int, wrong: Callable[[str], None]) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell[:10] if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:", cell) else cell)
    except ValueError:
        wrong(f"line {number} gives {cell!r} as date of {file!r}; write it as YEAR-MONTH-DAY, such as 2020-11-09. It was left out.")
        return None


def with_unique_names(found: Sequence[Found]) -> list[Found]:
    """Put as many folders before names that several sources share as it takes to tell them apart."""

    def longer(item: Found) -> Found:
        return replace(item, name="/".join(item.path.parts[-item.name.count("/") - 2:]).removeprefix("/"))

    named = list(found)
    while True:
        counts = Counter(f.name for f in named)
        told_apart = [longer(f) if counts[f.name] > 1 else f for f in named]
        if told_apart == named:
            return named
        named = told_apart


def read_article(path: Path) -> tuple[bytes, str]:
    """Return an article's bytes and text. Raises InputError, without the file's name, where it cannot be used."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(f"is too large: {size:,} bytes, and an article may have {LARGEST:,}. Split it into its articles.")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error}). Check that the file is there and may be read.") from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"is in UTF-16, not UTF-8 (byte 0x{raw[0]:02x} at byte offset 0). Convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW")
    if b"\0" in raw or raw.startswith(SIGNATURES) or sum(b in CONTROLS for b in raw) > len(raw) // 20:
        raise InputError("is binary, not text. Save the article's text as a UTF-8 .txt file.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8: byte 0x{raw[error.start]:02x} at byte offset {error.start} fits no character. Convert it from "
                         "the encoding it is in, for example: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW") from error
    if not NOT_BLANK.search(text):
        raise InputError("is empty. Put the article's text into it or delete it.")
    return raw, text
