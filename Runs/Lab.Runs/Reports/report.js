// Draws the figures: unpacks Plotly, which the report carries with it, and puts the style sheet's colours into them.
(() => {
  'use strict';

  const figures = [...document.querySelectorAll('.figure')];
  const narrow = 600; // CSS pixels
  const paperWidth = 660; // an A4 or letter page within its margins, in CSS pixels
  const paperHeight = 0.72; // of the height on a screen: two or three figures go on a page

  async function loadPlotly() {
    const packed = Uint8Array.from(atob(document.getElementById('plotly').textContent), c => c.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    const script = document.createElement('script');
    script.textContent = await new Response(unpacked).text();
    document.head.append(script);
  }

  function draw(figure, width, scale = 1) {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const faint = hex => `rgba(${[1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)).join()}, 0.2)`; // #rrggbb
    const content = JSON.parse(
      figure.querySelector('script').textContent,
      (key, value) => typeof value !== 'string' ? value : key === 'color' ? color(value) : key === 'fillcolor' ? faint(color(value)) : value);

    const axis = {
      automargin: true,
      showline: true,
      mirror: 'ticks',
      ticks: 'inside',
      ticklen: 4,
      linecolor: color('--line'),
      tickcolor: color('--line'),
      gridcolor: color('--grid'),
      zerolinecolor: color('--line'),
      zerolinewidth: 1,
      exponentformat: 'power',
      minexponent: 4,
    };
    const layout = {
      height: content.height * scale,
      width,
      autosize: width === undefined,
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: style.fontFamily, size: 13, color: color('--ink') },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: color('--line'), activecolor: color('--ink') },
      margin: { l: 64, r: 12, t: 16, b: 48 },
      hovermode: 'closest',
      showlegend: content.data.some(trace => trace.showlegend),
      legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', groupclick: 'togglegroup' },
    };
    for (const [name, value] of Object.entries(content.layout)) {
      layout[name] = { ...axis, ...value, title: { ...value.title, standoff: 10 } };
    }

    return Plotly.react(figure.querySelector('.plot'), content.data, layout, {
      responsive: true,
      displaylogo: false,
      displayModeBar: figure.clientWidth < narrow ? false : 'hover', // it would cover the legend
      // Named one by one: Plotly's own choice has a button that sends the data to its maker's cloud.
      modeBarButtons: [['toImage', 'zoom2d', 'pan2d', 'zoomIn2d', 'zoomOut2d', 'resetScale2d']],
      plotlyServerURL: '',
      toImageButtonOptions: { format: 'svg', filename: figure.dataset.name },
    });
  }

  async function drawAll() {
    try {
      await loadPlotly();
      await Promise.all(figures.map(figure => draw(figure)));
    } catch (error) {
      for (const figure of figures) {
        figure.querySelector('.plot').textContent = `This browser cannot draw the figure: ${error.message}`;
      }

      throw error;
    }

    const root = document.documentElement;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => figures.forEach(figure => draw(figure)));
    addEventListener('beforeprint', () => {
      root.classList.add('paper');
      figures.forEach(figure => draw(figure, paperWidth, paperHeight));
    });
    addEventListener('afterprint', () => {
      root.classList.remove('paper');
      figures.forEach(figure => draw(figure));
    });
  }

  if (figures.length > 0) {
    drawAll();
  }
})();
