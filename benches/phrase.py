#!/usr/bin/env python3
"""How soon `tousu watch` finds a new phrase: it is put into 10 to 60 complaints of two weeks, over all types and regions, of histories in which nothing else happens.

usage: phrase.py [--histories 6] [--level 60] [--days 420]
needs: a release build (or TOUSU)

A phrase is found on the first day on which a warning names a part of it; a day in three is judged, until a week after the end.
"""
import argparse, csv, datetime, json, os, pathlib, random, statistics, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOUSU = os.environ.get("TOUSU", ROOT / "target/release/tousu")
PHRASE, WEEKS = "搅拌站扬尘", 2
PARTS = [
    "小区 商场 学校 路口 车站 公园 菜场 医院 厂区 广场 桥头 村口".split(), "门口 后面 对面 楼下 旁边 里面 附近 西侧 东侧 地下".split(),
    "昨天 上周 凌晨 中午 傍晚 周末 每天 经常 今早 深夜".split(), "居民 商户 老人 学生 业主 司机 租户 店主 游客 家长".split(),
    "反映 来电 投诉 诉说 表示 认为 提出 希望 要求 建议".split(), "吵闹 拥堵 漏水 停电 异味 破损 积水 占道 断网 缺货 涨价 停工".split(),
    "整改 检查 回复 赔偿 维修 清理 协调 处罚 说明 退款".split(),
]


def history(seed, level, days):
    draw, first, rows = random.Random(seed), datetime.date(2023, 11, 1), []
    for d in range(days):
        date = first + datetime.timedelta(days=d)
        # negative binomial of size 20
        n = sum(1 for _ in range(4 * level) if draw.random() < draw.gammavariate(20, 1 / 20) / 4)
        for _ in range(n):
            text = "".join(draw.choice(p) for p in PARTS) + "，" + "".join(draw.choice(p) for p in PARTS)
            rows.append([date, f"类型{draw.randrange(8)}", f"区域{draw.randrange(8)}", text])
    return rows


def warned(folder, rows, day):
    path = f"{folder}/rows.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["时间", "类型", "区域", "内容"])
        out.writerows(r for r in rows if r[0] <= day)
    args = [TOUSU, "watch", path, "--type", "类型", "--time", "时间", "--by", "区域", "--text", "内容", "--service", "", "--json", "-q"]
    found = json.loads(subprocess.run(args, capture_output=True, check=True).stdout)
    words = [w["word"] for w in found["warnings"] if w["word"]]
    others = [w for w in words if not set(w.split()) & {"搅拌站", "扬尘", "搅拌"} and w not in PHRASE]
    return any(w in PHRASE or "扬尘" in w or "搅拌" in w for w in words), others


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--histories", type=int, default=6)
    p.add_argument("--level", type=int, default=60)
    p.add_argument("--days", type=int, default=420)
    a = p.parse_args()
    print("| complaints with the phrase | found | median days | with it by then |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for n in [10, 20, 40, 60]:
            delays, held = [], []
            for seed in range(a.histories):
                rows, draw = history(seed, a.level, a.days), random.Random(seed + 99)
                start = rows[-1][0] - datetime.timedelta(days=7 * (WEEKS + 1) - 1)
                among = [r for r in rows if start <= r[0] < start + datetime.timedelta(days=7 * WEEKS)]
                planted = sorted(draw.sample(among, n), key=lambda r: r[0])
                for row in planted:
                    row[3] += "，" + PHRASE
                for day in range(2, 7 * (WEEKS + 1), 3):
                    today = start + datetime.timedelta(days=day)
                    if warned(folder, rows, today)[0]:
                        delays.append(day)
                        held.append(sum(r[0] <= today for r in planted))
                        break
            show = lambda v: f"{statistics.median(v):.0f}" if v else ""
            print(f"| {n} | {len(delays)}/{a.histories} | {show(delays)} | {show(held)} |", flush=True)


main()
