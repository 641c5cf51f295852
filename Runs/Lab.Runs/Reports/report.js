// Draws the figures: unpacks Plotly, which the report carries with it, and puts the style sheet's colours into them.
(() => {
  'use strict';

  const figures = [...document.querySelectorAll('.figure')];
  const narrow = 600; // CSS pixels
  const paperWidth = 660; // an A4 or letter page within its margins, in CSS pixels
  const imageWidth = 800; // of a saved image, in CSS pixels
  const paperHeight = 0.75; // of the height on a screen: two or three figures go on a page

  async function loadPlotly() {
    const packed = Uint8Array.from(atob(document.getElementById('plotly').textContent), c => c.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    const script = document.createElement('script');
    script.textContent = await new Response(unpacked).text();
    document.head.append(script);
  }

  // The traces and the layout of a figure, in the colours of the moment.
  function describe(figure, width, scale = 1) {
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
      // The units have their prefixes already.
      exponentformat: 'power',
      minexponent: 4,
    };
    const layout = {
      height: content.height * scale,
      width,
      autosize: width === undefined,
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: style.fontFamily, size: scale < 1 ? 10 : 13, color: color('--ink') },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: color('--line'), activecolor: color('--ink') },
      margin: { l: 64, r: 12, t: 16, b: 48 },
      hovermode: 'closest',
      showlegend: content.data.some(trace => trace.showlegend),
      legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', groupclick: 'togglegroup' },
    };
    for (const [name, value] of Object.entries(content.layout)) {
      layout[name] = { ...axis, ...value, title: { ...value.title, standoff: 10 } };
    }

    return { data: content.data, layout };
  }

  function draw(figure, width, scale) {
    const { data, layout } = describe(figure, width, scale);
    return Plotly.react(figure.querySelector('.plot'), data, layout, {
      responsive: true,
      displaylogo: false,
      displayModeBar: figure.clientWidth < narrow ? false : 'hover', // it would cover the legend
      // Named one by one: Plotly's own choice has a button that sends the data to its maker's cloud.
      modeBarButtons: [['zoom2d', 'pan2d', 'zoomIn2d', 'zoomOut2d', 'resetScale2d']],
      plotlyServerURL: '',
    });
  }

  // On white paper, whatever the screen: images go into documents.
  async function image(figure, format) {
    const root = document.documentElement;
    root.classList.add('paper');
    const { data, layout } = describe(figure, imageWidth);
    root.classList.remove('paper');
    const address = await Plotly.toImage(
      { data, layout: { ...layout, paper_bgcolor: '#ffffff', plot_bgcolor: '#ffffff' } },
      { format, width: imageWidth, height: layout.height, scale: format === 'png' ? 3 : 1 });
    return bytesOf(address, format);
  }

  // A data address is read here and not fetched, which the page's policy forbids.
  function bytesOf(address, format) {
    const body = address.slice(address.indexOf(',') + 1);
    return format === 'svg'
      ? new Blob([decodeURIComponent(body)], { type: 'image/svg+xml' })
      : new Blob([Uint8Array.from(atob(body), c => c.charCodeAt(0))], { type: 'image/png' });
  }

  // One line a point, in the units of the axes. A spreadsheet takes no text for a formula, and reads µ and Ω.
  function table(figure) {
    const { data, layout } = describe(figure);
    const plain = text => String(text ?? '').replaceAll('<br>', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    const safe = text => /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    const cell = value => typeof value === 'number' ? String(value) : `"${safe(plain(value)).replaceAll('"', '""')}"`;
    const lines = [['series', 'axis', plain(layout.xaxis.title.text), 'value', 'uncertainty', 'uncertainty across', 'colour'].map(cell)];
    for (const trace of data.filter(each => each.name !== undefined)) {
      const axis = plain(layout[`yaxis${(trace.yaxis ?? 'y').slice(1)}`].title.text);
      const add = (x, y, i, heat) => lines.push([trace.name, axis, x, y, trace.error_y?.array[i] ?? trace.customdata?.[i], trace.error_x?.array[i], heat]
        .map(value => value === undefined || value === null ? '' : cell(value)));
      if (trace.z) {
        trace.y.forEach((y, row) => trace.x.forEach((x, column) => add(x, y, 0, trace.z[row][column])));
      } else {
        trace.x.forEach((x, i) => add(x, trace.y[i], i, Array.isArray(trace.marker?.color) ? trace.marker.color[i] : undefined));
      }
    }

    return new Blob(['\ufeff' + lines.map(line => line.join(',')).join('\r\n') + '\r\n'], { type: 'text/csv' });
  }

  async function save(figure, format) {
    const content = format === 'csv' ? table(figure) : await image(figure, format);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = `${figure.dataset.name.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase()}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the download has begun by then
  }

  function offer(figure) {
    const buttons = figure.querySelector('.buttons');
    for (const button of buttons.children) {
      button.addEventListener('click', () => save(figure, button.textContent.toLowerCase()));
    }

    buttons.hidden = false;
  }

  async function drawAll() {
    try {
      await loadPlotly();
      await Promise.all(figures.map(figure => draw(figure)));
      figures.forEach(offer);
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

  // In the page of 'lab ui' no file lies beside it.
  if (window.self !== window.top) {
    document.querySelectorAll('.beside').forEach(links => { links.hidden = true; });
  }

  if (figures.length > 0) {
    drawAll();
  }
})();
