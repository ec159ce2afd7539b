"""Names, streets and towns of people who do not exist."""

GIVEN_FEMALE = (
    "Ada", "Beatrice", "Carmen", "Daphne", "Elena", "Farah", "Grace", "Hannah", "Ingrid", "Jasmine", "Keiko", "Lucía",
    "Maya", "Nadia", "Olivia", "Priya", "Rosa", "Sofia", "Thandi", "Ursula", "Vera", "Wanda", "Yasmin", "Zoë",
)  # fmt: skip
GIVEN_MALE = (
    "Agustín", "Benjamin", "Carlos", "Daniel", "Elias", "Felix", "Gabriel", "Henry", "Isaac", "José", "Karim", "Liam",
    "Mateo", "Noah", "Oscar", "Pavel", "Quentin", "Rafael", "Samuel", "Theo", "Umar", "Victor", "Walter", "Zubin",
)  # fmt: skip
FAMILY = (
    "Abbott", "Bergström", "Castillo", "Dubois", "Eriksen", "Fonseca", "Gallagher", "Haddad", "Ivanov", "Jensen",
    "Kowalski", "Lindqvist", "Moreau", "Novak", "O'Brien", "Petrov", "Quispe", "Rossi", "Schneider", "Tanaka", "Usman",
    "Vargas", "Whitfield", "Yilmaz", "Zhang",
)  # fmt: skip
GIVEN_CHINESE = {
    "zh-hant": ("怡君", "志明", "淑芬", "家豪", "雅婷", "俊傑", "美玲", "建宏", "佩珊", "宗翰", "曉雯", "文彬"),
    "zh-hans": ("怡君", "志明", "淑芬", "家豪", "雅婷", "俊杰", "美玲", "建宏", "佩珊", "宗翰", "晓雯", "文彬"),
}
FAMILY_CHINESE = {
    "zh-hant": ("陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭"),
    "zh-hans": ("陈", "林", "黄", "张", "李", "王", "吴", "刘", "蔡", "杨", "许", "郑"),
}
STREETS = ("Maple Street", "Oak Avenue", "Lake Drive", "Prairie Road", "Halsted Street", "Archer Avenue", "Elm Court")
TOWNS = (("Chicago", "60616"), ("Chicago", "60608"), ("Evanston", "60201"), ("Oak Park", "60302"), ("Cicero", "60804"))
