using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>A limit on a quantity at the sample that follows from what several instruments are set to, by the wiring.</summary>
internal abstract class DerivedLimit
{
    /// <summary>Creates the limit.</summary>
    /// <param name="what">The quantity and its place: <c>RF power at junction 'mtj'</c>.</param>
    /// <param name="place">The last stop of the path: <c>junction 'mtj'</c>.</param>
    /// <param name="maximum">The largest allowed value, SI.</param>
    /// <param name="show">Writes a value with its unit.</param>
    /// <param name="wiring">The wirings of the terminals that contribute.</param>
    protected DerivedLimit(
        string what, string place, double maximum, Func<double, string> show, IEnumerable<WiringDefinition> wiring)
    {
        Show = show;
        Place = place;
        Maximum = maximum;
        Sources = [.. wiring];
        Text = $"{what} at most {show(maximum)}";
    }

    /// <summary>The limit in words.</summary>
    public string Text { get; }

    /// <summary>The last stop of the path.</summary>
    public string Place { get; }

    /// <summary>The largest allowed value, SI.</summary>
    public double Maximum { get; }

    /// <summary>The terminals that contribute, as they are wired.</summary>
    public IReadOnlyList<WiringDefinition> Sources { get; }

    /// <summary>The largest value that the quantity may have now, SI; NaN where an output is being used of which too little is
    /// known.</summary>
    /// <param name="state">The states that the terminals are set to.</param>
    public abstract double Worst(ITerminalStates state);

    /// <summary>Whether there is no doubt about what its terminals are set to.</summary>
    public bool IsCertain(ITerminalStates state)
    {
        foreach (WiringDefinition source in Sources)
        {
            if (!state.IsCertain(source.Terminal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a value with its unit.</summary>
    public Func<double, string> Show { get; }

    /// <summary>The way to where the limit holds, from the first terminal of a message that contributes.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="setPoints">The set-points of the message.</param>
    /// <param name="state">The states that the terminals are set to.</param>
    public string PathFrom(string instrument, ReadOnlySpan<SetPoint> setPoints, ITerminalStates state)
    {
        WiringDefinition wiring = SourceOf(instrument, setPoints);
        LevelRatio least = state.LeastLossOf(wiring);
        string loss = least != wiring.Loss ? $", loss {least} or more by its calibration"
            : wiring.Loss == default ? string.Empty
            : $", loss {wiring.Loss}";
        return $"{wiring.Terminal} → port {wiring.Port}{loss} → {Place}";
    }

    private WiringDefinition SourceOf(string instrument, ReadOnlySpan<SetPoint> setPoints)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            var terminal = new Terminal(instrument, setPoint.Terminal);
            if (Sources.FirstOrDefault(source => source.Terminal == terminal) is { } wiring)
            {
                return wiring;
            }
        }

        return Sources.First(source => source.Instrument == instrument);
    }

    /// <summary>The wirings of a bench to some port.</summary>
    protected static IEnumerable<WiringDefinition> To(BenchDefinition bench, SamplePort port) =>
        bench.Wiring.Where(wiring => wiring.Port == port);
}
