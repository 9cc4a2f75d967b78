// How each kind of chart is drawn: ECharts' options from the chart's data (its shapes: leaderboard/web/words/charts.py).
"use strict";

globalThis.salonCharts = (() => {
  const NARROW = 560;
  const LINES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // The site's rounding: two decimals, ties to even.
  const decimals = { minimumFractionDigits: 2, maximumFractionDigits: 2, roundingMode: "halfEven", useGrouping: false };
  const rounded = new Intl.NumberFormat("en", decimals);
  const points = (value) => (value === null || value === undefined ? "–" : rounded.format(value));
  const told = ({ value, low, high }) =>
    low === null || low === undefined ? points(value) : `${points(value)} (${points(low)} – ${points(high)})`;
  const signed = (value) => (value > 0 ? "+" : "") + points(value);

  // --- what every kind shares --------------------------------------------------------------------------------------
  const NAMES = ["1", "2", "3", "4", "fill", "quiet", "text", "muted", "grid", "background"];

  // The current colours. A property's text may be light-dark(…), which only an element resolves.
  function palette() {
    const probe = document.createElement("span");
    document.body.append(probe);
    const colourOf = (name) => {
      probe.style.color = `var(--chart-${name})`;
      return getComputedStyle(probe).color;
    };
    const colours = Object.fromEntries(NAMES.map((name) => [name, colourOf(name)]));
    probe.remove();
    return colours;
  }

  function look({ width, height, top }) {
    const colours = palette();
    return { colours, series: ["1", "2", "3", "4"].map((name) => colours[name]), narrow: width < NARROW, width, height, top };
  }

  function frame({ colours }) {
    return {
      animation: !calm.matches,
      animationDuration: 250,
      // ECharts does not escape names in an SVG's attributes, which a double quote would end.
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily.replaceAll('"', "'"), color: colours.text },
      // HTML tooltips would need inline styles, which the Content-Security-Policy forbids.
      tooltip: {
        renderMode: "richText",
        confine: true,
        backgroundColor: colours.background,
        borderColor: colours.grid,
        textStyle: { color: colours.text, fontSize: 13 },
      },
    };
  }

  function legend({ colours, top }, names) {
    return { top, left: 0, type: "plain", data: names, textStyle: { color: colours.text }, inactiveColor: colours.muted };
  }

  // The tooltip belongs to the whole line of a drawing: readers need not hit the bar.
  function lineTooltip(style, lines, text) {
    return {
      ...frame(style).tooltip,
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: style.colours.quiet, opacity: 0.12 }, label: { show: false } },
      formatter: (found) => {
        const line = lines[Number(found[0].axisValue)];
        return line.head ?? text(line);
      },
    };
  }

  // A round step for an axis: 1, 2 or 5 times a power of ten.
  function step(reach) {
    const power = 10 ** Math.floor(Math.log10(reach));
    return power * ([1, 2, 5].find((factor) => factor * power >= reach) ?? 10);
  }

  function scale({ colours }, more) {
    return {
      type: "value",
      axisLabel: { color: colours.muted },
      splitLine: { lineStyle: { color: colours.grid } },
      axisLine: { show: false },
      ...more,
    };
  }

  // The lines of a drawing: each group begins with a line for its name.
  function grouped(named) {
    const lines = [];
    let group = "";
    for (const one of named) {
      if (one.group && one.group !== group) lines.push({ head: one.group });
      group = one.group;
      lines.push(one);
    }
    return lines;
  }

  function lineAxis({ colours, narrow }, lines) {
    return {
      type: "category",
      inverse: true,
      data: lines.map((line, at) => String(at)),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        interval: 0,
        color: colours.text,
        fontSize: narrow ? 11 : 12,
        width: narrow ? 128 : 210,
        overflow: "truncate",
        formatter: (at) => (lines[at].head ? `{head|${lines[at].head}}` : lines[at].label),
        rich: { head: { fontWeight: "bold", color: colours.text } },
      },
    };
  }

  const left = ({ narrow }) => (narrow ? 134 : 220);

  // A whisker from low to high with short ends, and a point where there is no bar.
  function whisker(colour, hasPoint) {
    return (params, api) => {
      const [at, value, low, high] = [0, 1, 2, 3].map((dimension) => api.value(dimension));
      const children = [];
      const stroke = { stroke: colour(value, low, high), lineWidth: 1.5 };
      if (!Number.isNaN(low)) {
        const [x1, y] = api.coord([low, at]);
        const [x2] = api.coord([high, at]);
        for (const shape of [{ x1, y1: y, x2, y2: y }, { x1, y1: y - 4, x2: x1, y2: y + 4 }, { x1: x2, y1: y - 4, x2, y2: y + 4 }]) {
          children.push({ type: "line", shape, style: stroke });
        }
      }
      if (hasPoint && !Number.isNaN(value)) {
        const [cx, cy] = api.coord([value, at]);
        children.push({ type: "circle", shape: { cx, cy, r: 4.5 }, style: { fill: stroke.stroke } });
      }
      return { type: "group", children };
    };
  }

  function whiskers(lines, colour, hasPoint, more) {
    const data = lines.map((line, at) => [at, line.value ?? NaN, line.low ?? NaN, line.high ?? NaN]);
    return { type: "custom", renderItem: whisker(colour, hasPoint), encode: { x: [1, 2, 3], y: 0 }, data, z: 5, ...more };
  }

  // --- one function per kind ---------------------------------------------------------------------------------------
  function bars(data, style) {
    const { colours, top } = style;
    const lines = grouped(data.bars);
    const text = (line) => {
      const reference = line.reference === null ? "" : `\n${data.reference_name}: ${points(line.reference)}`;
      return `${line.label}\n${data.name}: ${told(line)}${reference}`;
    };
    const series = [
      { name: data.name, type: "bar", barWidth: 11, itemStyle: { color: colours.fill }, data: lines.map((line) => line.value ?? null) },
      whiskers(lines, () => colours.text, false, { silent: true }),
    ];
    if (data.reference_name) {
      series.push({
        name: data.reference_name,
        type: "scatter",
        symbol: "rect",
        symbolSize: [3, 17],
        itemStyle: { color: colours["2"] },
        data: lines.flatMap((line, at) => ((line.reference ?? null) === null ? [] : [[line.reference, at]])),
        z: 4,
      });
    }
    return {
      ...frame(style),
      tooltip: lineTooltip(style, lines, text),
      legend: { ...legend(style, [data.name, data.reference_name].filter(Boolean)), itemWidth: 14 },
      grid: { top: top + 32, left: left(style), right: 24, bottom: 28 },
      xAxis: scale(style, { min: 0, max: 100 }),
      yAxis: lineAxis(style, lines),
      series,
    };
  }

  function differences(data, style) {
    const { colours, top } = style;
    const lines = grouped(data.bars);
    const colour = (value, low, high) => (low > 0 ? colours["1"] : high < 0 ? colours["2"] : colours.quiet);
    const ends = data.bars.flatMap(({ value, low, high }) => [value, low, high]).filter((one) => one !== null);
    const furthest = Math.max(1, ...ends.map(Math.abs));
    const interval = step(furthest / 4);
    const reach = Math.ceil(furthest / interval) * interval;
    const start = style.narrow ? 0 : left(style);
    const words = { fontSize: style.narrow ? 12 : 13, fontFamily: frame(style).textStyle.fontFamily, width: (style.width - start - 24) / 2 - 8, overflow: "truncate" };
    const side = (text, fill, align, x) => ({ type: "text", x, y: top + 4, style: { ...words, text, fill, align } });
    return {
      ...frame(style),
      tooltip: lineTooltip(style, lines, ({ label, value, low, high }) => `${label}\n${signed(value)} (${signed(low)} – ${signed(high)})`),
      graphic: [
        side(`← ${data.left}`, colours["2"], "left", start),
        side(`${data.right} →`, colours["1"], "right", style.width - 24),
      ],
      grid: { top: top + 32, left: left(style), right: 24, bottom: 28 },
      xAxis: scale(style, { min: -reach, max: reach, interval }),
      yAxis: lineAxis(style, lines),
      series: [
        whiskers(lines, colour, true, {
          markLine: {
            silent: true,
            symbol: "none",
            label: { show: false },
            lineStyle: { color: colours.muted, type: "solid" },
            data: [{ xAxis: 0 }],
          },
        }),
      ],
    };
  }

  function history(data, style) {
    const { colours, series, top } = style;
    const values = data.lines.flatMap(({ values: own, low, high }) => [...own, ...low, ...high]).filter((one) => one !== null);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const interval = step(Math.max(most - least, 1) / 3);
    const drawLine = ({ name, values: own, low, high, notes }, at) => [
      {
        name,
        type: "line",
        data: own.map((value, point) => ({ value: value ?? "-", label: { show: Boolean(notes[point]), position: "right", distance: 8, offset: [0, -12], formatter: () => notes[point], color: colours.text } })),
        symbol: SYMBOLS[at % 4],
        symbolSize: 9,
        itemStyle: { color: series[at % 4] },
        lineStyle: { color: series[at % 4], type: LINES[at % 4], width: 2 },
        z: 4,
      },
      {
        type: "custom",
        silent: true,
        data: own.map((value, point) => [point, low[point] ?? NaN, high[point] ?? NaN]),
        encode: { x: 0, y: [1, 2] },
        renderItem: (params, api) => {
          if (Number.isNaN(api.value(1))) return { type: "group", children: [] };
          const [x, y1] = api.coord([api.value(0), api.value(1)]);
          const y2 = api.coord([api.value(0), api.value(2)])[1];
          const style = { stroke: series[at % 4], lineWidth: 1.5 };
          const shapes = [{ x1: x, y1, x2: x, y2 }, { x1: x - 4, y1, x2: x + 4, y2: y1 }, { x1: x - 4, y1: y2, x2: x + 4, y2 }];
          return { type: "group", children: shapes.map((shape) => ({ type: "line", shape, style })) };
        },
      },
    ];
    const tooltip = ({ seriesName, dataIndex }) => {
      const line = data.lines.find(({ name }) => name === seriesName);
      const point = { value: line.values[dataIndex], low: line.low[dataIndex], high: line.high[dataIndex] };
      return [data.labels[dataIndex], `${line.name}: ${told(point)}`, line.notes[dataIndex]].filter(Boolean).join("\n");
    };
    return {
      ...frame(style),
      tooltip: { ...frame(style).tooltip, formatter: tooltip },
      legend: legend(style, data.lines.map(({ name }) => name)),
      grid: { top: top + 44, left: 44, right: 24, bottom: 32 },
      xAxis: { type: "category", data: data.labels, axisLabel: { color: colours.muted, hideOverlap: true }, axisLine: { lineStyle: { color: colours.grid } }, axisTick: { show: false } },
      yAxis: scale(style, { min: Math.floor(least / interval) * interval, max: Math.ceil(most / interval) * interval, interval }),
      series: data.lines.flatMap(drawLine),
    };
  }

  const KINDS = { bars, differences, history };

  return {
    palette,
    // The options of a chart of this size in px; ``top`` of the height is reserved for a title.
    option: (kind, data, size) => KINDS[kind](data, look(size)),
  };
})();
