// One line over time, drawn by ECharts. Colours come from the theme's names.

let library;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

const charts = new WeakMap();
// light-dark() is resolved by the browser only where it is used as a colour.
function resolved(place, name) {
  const probe = document.createElement('span');
  probe.hidden = true;
  place.append(probe);
  probe.style.color = `var(${name})`;
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export async function draw(address, place, name, points, language) {
  const echarts = await load(address);
  if (!place.isConnected) return;
  let chart = charts.get(place);
  if (!chart) {
    chart = echarts.init(place, null, { renderer: 'canvas', locale: language.startsWith('zh') ? 'ZH' : 'EN' });
    charts.set(place, chart);
    chart.dukouResize = new ResizeObserver(() => chart.resize());
    chart.dukouResize.observe(place);
  }
  const soft = resolved(place, '--text-soft'), line = resolved(place, '--line'), accent = resolved(place, '--accent'), surface = resolved(place, '--surface'), text = resolved(place, '--text');
  chart.setOption({
    animation: false,
    // As all times of the console.
    useUTC: true,
    grid: { left: 48, right: 36, top: 16, bottom: 56 },
    // Rich text is drawn on the canvas; HTML would need styles written into the page.
    tooltip: { trigger: 'axis', renderMode: 'richText', backgroundColor: surface, borderColor: line, textStyle: { color: text } },
    xAxis: { type: 'time', name: 'UTC', nameGap: 6, nameTextStyle: { color: soft }, axisLabel: { color: soft, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, splitLine: { show: false } },
    yAxis: { type: 'value', scale: true, axisLabel: { color: soft }, splitLine: { lineStyle: { color: line } } },
    dataZoom: [{ type: 'inside' }, { type: 'slider', height: 18, bottom: 8, borderColor: line, textStyle: { color: soft } }],
    series: [{ type: 'line', name, data: points, showSymbol: points.length < 60, symbolSize: 5, sampling: 'lttb', lineStyle: { color: accent, width: 1.5 }, itemStyle: { color: accent } }],
  }, { notMerge: false });
}

export function drop(place) {
  const chart = charts.get(place);
  if (!chart) return;
  chart.dukouResize.disconnect();
  chart.dispose();
  charts.delete(place);
}
