using Lab.Calibration.Oscillators;
using Lab.Models.StochasticOscillators;
using Lab.Runs.Results;

namespace Lab.Protocols.Oscillators;

/// <summary>The figure of a locking scan.</summary>
/// <param name="tones">The tones.</param>
/// <param name="fit">The fit; <see langword="null"/> where there is none.</param>
internal sealed class LockingFigures(LockedTone[] tones, LockingFit? fit)
{
    private const double Mega = 1e6;
    private const double Milli = 1e-3;
    private const int CurvePoints = 200;

    /// <summary>Draws phase, its spread, frequency and amplitude against the drive.</summary>
    public Figure Draw() => new(
        "Oscillator under a drive", "frequency of the drive (MHz)",
        [
            new FigurePanel("phase (rad)",
            [
                Of("measured", tone => Near(tone.MeanPhase), 0, tone => tone.PhaseScatter),
                .. fit is null
                    ? []
                    : (FigureSeries[])
                    [
                        .. fit.HasArcsine
                            ? (FigureSeries[])[Law("arcsine", fit.Arcsine.At, Within(fit.Arcsine), 1)]
                            : [],
                        .. Edges(fit),
                    ],
            ]),
            new FigurePanel("spread of the phase (rad)",
            [
                Of("measured", tone => tone.PhaseScatter, 0),
                .. fit is null
                    ? []
                    : (FigureSeries[])
                    [
                        Law("noisy Adler equation", Scatter(fit), Whole, 1),
                        Law("edge of the band", _ => fit.EdgeScatter, Whole, 2) with { Style = SeriesStyle.DashedLine },
                    ],
            ]),
            new FigurePanel("frequency − drive (MHz)",
            [
                Of("measured", tone => (tone.MeanHertz - tone.Hertz) / Mega, 0, tone => tone.HertzSpread / Mega),
                .. fit?.Pulling is { } pulling
                    ? (FigureSeries[])[Law("pulling", hertz => (pulling.At(hertz) - hertz) / Mega, Whole, 1)]
                    : [],
            ]),
            new FigurePanel("amplitude (mV)", [Of("measured", tone => tone.Volts / Milli, 0, tone => tone.VoltsSpread / Milli)]),
        ],
        "Points are means over the record of each tone, bars the standard deviation in it. Vertical lines are "
            + "the edges of the "
            + "locking range; a phase without any lock scatters by 1.81 rad.");

    private (double From, double To) Whole => (tones[0].Hertz, tones[^1].Hertz);

    private static (double From, double To) Within(ArcsineLaw law) =>
        (law.CentreHertz - law.HalfHertz, law.CentreHertz + law.HalfHertz);

    private static Func<double, double> Scatter(LockingFit fit)
    {
        double noise = NoisyAdler.NoiseOf(fit.MiddleScatter);
        return hertz => NoisyAdler.PhaseScatter((hertz - fit.Centre.Value) / (fit.Range.Value / 2), noise);
    }

    // The turn that is nearest to the arcsine.
    private double Near(double phase) => fit is not { HasArcsine: true }
        ? phase
        : fit.Arcsine.PhaseRadians + Math.IEEERemainder(phase - fit.Arcsine.PhaseRadians, Math.Tau);

    private FigureSeries Of(
        string name, Func<LockedTone, double> value, int group, Func<LockedTone, double>? spread = null) => new(
        name, [.. tones.Select(tone => tone.Hertz / Mega)], [.. tones.Select(value)], SeriesStyle.Points, group,
        spread is null ? null : [.. tones.Select(spread)]);

    private static FigureSeries Law(string name, Func<double, double> value, (double From, double To) band, int group)
    {
        double[] hertz = [.. Enumerable.Range(0, CurvePoints).Select(
            i => band.From + ((band.To - band.From) * i / (CurvePoints - 1)))];
        return new FigureSeries(
            name, [.. hertz.Select(each => each / Mega)], [.. hertz.Select(value)], SeriesStyle.Line, group);
    }

    private static IEnumerable<FigureSeries> Edges(LockingFit fit)
    {
        foreach (int side in (int[])[-1, 1])
        {
            double edge = (fit.Centre.Value + (side * fit.Range.Value / 2)) / Mega;
            double middle = fit.HasArcsine ? fit.Arcsine.PhaseRadians : 0;
            yield return new FigureSeries(
                side < 0 ? "lower edge" : "upper edge", [edge, edge], [middle - 2, middle + 2], SeriesStyle.DashedLine, 2);
        }
    }
}
