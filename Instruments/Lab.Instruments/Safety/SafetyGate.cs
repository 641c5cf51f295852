using Lab.Instruments.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Safety;

/// <summary>
/// Checks every set-point against the limits of the bench file: those of the instrument's channels, and those of the junctions,
/// to which the wiring leads (RF power of all tones together behind their losses, and bias current).
/// </summary>
/// <remarks>Safe to share between threads. What is not known is taken for the worst: a generator counts as on until it was
/// switched off here.</remarks>
public sealed class SafetyGate : ISafetyGate
{
    private readonly Lock gate = new();
    private readonly BenchDefinition bench;
    private readonly Dictionary<(string Instrument, string Channel), double> state = [];
    private readonly Dictionary<string, LimitApproach> approaches = [];

    /// <summary>Creates the gate of a bench.</summary>
    public SafetyGate(BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        this.bench = bench;
        Limits = [.. DescribeLimits(bench)];
    }

    /// <summary>The limits in words.</summary>
    public IReadOnlyList<string> Limits { get; }

    /// <summary>How near the set-points so far came to each limit they touched, the nearest first.</summary>
    public IReadOnlyList<LimitApproach> Approaches
    {
        get
        {
            lock (gate)
            {
                return [.. approaches.Values.OrderBy(approach => approach.Margin).ThenBy(approach => approach.Limit, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Takes note of what an instrument is set to already, so that it counts in combinations with others. Checks
    /// nothing: what others did before is there, and must stay possible to switch off.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="setPoints">What was read back from it.</param>
    public void Observe(string instrument, params ReadOnlySpan<SetPoint> setPoints)
    {
        lock (gate)
        {
            foreach (SetPoint setPoint in setPoints)
            {
                state[(instrument, setPoint.Channel)] = setPoint.Value;
            }
        }
    }

    /// <inheritdoc/>
    public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        lock (gate)
        {
            var approached = new List<LimitApproach>();
            foreach (SetPoint setPoint in setPoints)
            {
                CheckChannel(instrument, setPoint, command, approached);
            }

            var previous = new double?[setPoints.Length];
            for (int i = 0; i < setPoints.Length; i++)
            {
                previous[i] = state.TryGetValue((instrument, setPoints[i].Channel), out double value) ? value : null;
                state[(instrument, setPoints[i].Channel)] = setPoints[i].Value;
            }

            try
            {
                CheckJunctions(instrument, setPoints, command, approached);
            }
            catch (InstrumentException)
            {
                // Nothing was sent, so the bench is still as it was.
                for (int i = setPoints.Length - 1; i >= 0; i--)
                {
                    Restore((instrument, setPoints[i].Channel), previous[i]);
                }

                throw;
            }

            foreach (LimitApproach approach in approached)
            {
                Keep(approach);
            }
        }
    }

    private static IEnumerable<string> DescribeLimits(BenchDefinition bench)
    {
        foreach (InstrumentDefinition instrument in bench.Instruments)
        {
            foreach (ChannelLimit limit in instrument.Limits)
            {
                if (limit.Minimum is { } minimum)
                {
                    yield return AtLeast(instrument.Name, limit, minimum);
                }

                if (limit.Maximum is { } maximum)
                {
                    yield return AtMost(instrument.Name, limit, maximum);
                }
            }
        }

        foreach (JunctionDefinition junction in bench.Sample.Junctions)
        {
            if (junction.RfPowerLimit is { } power)
            {
                yield return RfPowerLimit(junction, power);
            }

            if (junction.CurrentLimit is { } current)
            {
                yield return CurrentLimit(junction, current);
            }
        }
    }

    private static string AtLeast(string instrument, ChannelLimit limit, double minimum) =>
        $"{instrument} {limit.Channel} at least {Text(limit, minimum)}";

    private static string AtMost(string instrument, ChannelLimit limit, double maximum) =>
        $"{instrument} {limit.Channel} at most {Text(limit, maximum)}";

    private static string RfPowerLimit(JunctionDefinition junction, Power limit) => $"RF power at junction '{junction.Name}' at most {limit}";

    private static string CurrentLimit(JunctionDefinition junction, Current limit) => $"current through junction '{junction.Name}' at most {limit}";

    private static string Text(ChannelLimit limit, double value) => Quantity.FormatSi(value, limit.Quantity.SiUnit);

    private void CheckChannel(string instrument, SetPoint setPoint, string command, List<LimitApproach> approached)
    {
        // A power that is not positive has no level in dBm, and a negative one would make room for another generator's.
        bool isLevel = setPoint.Channel != Channels.Power || setPoint.Value > 0;
        if (!double.IsFinite(setPoint.Value) || !isLevel)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{(double.IsFinite(setPoint.Value) ? Power.FromWatts(setPoint.Value).ToString() : setPoint.Value)} is not a value for the {setPoint.Channel}",
                $"{instrument}, {command}",
                "Nothing was sent. Check the settings and the calculation that led here.");
        }

        InstrumentDefinition? definition = bench.Instruments.FirstOrDefault(i => i.Name == instrument);
        foreach (ChannelLimit limit in definition?.Limits.Where(limit => limit.Channel == setPoint.Channel) ?? [])
        {
            double lower = limit.Minimum ?? Math.Min(0, setPoint.Value);
            double upper = limit.Maximum ?? Math.Max(0, setPoint.Value);
            if (limit.Maximum is { } maximum)
            {
                Require(setPoint.Value <= maximum, AtMost(instrument, limit, maximum), Text(limit, setPoint.Value), instrument, command);
                approached.Add(new(AtMost(instrument, limit, maximum), Text(limit, setPoint.Value), Margin(maximum - setPoint.Value, maximum - Math.Min(lower, 0))));
            }

            if (limit.Minimum is { } minimum)
            {
                Require(setPoint.Value >= minimum, AtLeast(instrument, limit, minimum), Text(limit, setPoint.Value), instrument, command);
                approached.Add(new(AtLeast(instrument, limit, minimum), Text(limit, setPoint.Value), Margin(setPoint.Value - minimum, Math.Max(upper, 0) - minimum)));
            }
        }
    }

    private void CheckJunctions(string instrument, ReadOnlySpan<SetPoint> setPoints, string command, List<LimitApproach> approached)
    {
        SamplePort? port = bench.WiringOf(instrument)?.Port;
        foreach (JunctionDefinition junction in bench.Sample.Junctions)
        {
            if (port == SamplePort.Rf && junction.RfPowerLimit is { } powerLimit)
            {
                double watts = TotalRfWatts(ChangesPower(setPoints) ? instrument : null);
                if (double.IsNaN(watts))
                {
                    throw new InstrumentException(
                        InstrumentFault.Limit,
                        $"The power at junction '{junction.Name}' is not known, since no power has been set yet",
                        $"{instrument}, {command}",
                        "Nothing was sent. Set the power before the output is switched on.");
                }

                string text = Power.FromWatts(watts).ToString();
                Require(watts <= powerLimit.Watts, RfPowerLimit(junction, powerLimit), text, instrument, command);
                approached.Add(new(RfPowerLimit(junction, powerLimit), text, Margin(powerLimit.Watts - watts, powerLimit.Watts)));
            }
            else if (port == SamplePort.DcBias && junction.CurrentLimit is { } currentLimit)
            {
                double amperes = TotalBiasAmperes();
                string text = Current.FromAmperes(amperes).ToString();
                Require(amperes <= currentLimit.Amperes, CurrentLimit(junction, currentLimit), text, instrument, command);
                approached.Add(new(CurrentLimit(junction, currentLimit), text, Margin(currentLimit.Amperes - amperes, currentLimit.Amperes)));
            }
        }
    }

    // A power that the sample would not bear is refused even while the output is off.
    private static bool ChangesPower(ReadOnlySpan<SetPoint> setPoints)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            if (setPoint.Channel == Channels.Power)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>All tones together at the chain, W; NaN where an output is being used whose power nobody has set.</summary>
    /// <param name="countedAsOn">A generator that counts whatever its output, or <see langword="null"/>.</param>
    private double TotalRfWatts(string? countedAsOn)
    {
        double watts = 0;
        foreach (WiringDefinition wiring in bench.Wiring.Where(wiring => wiring.Port == SamplePort.Rf))
        {
            bool isOff = state.TryGetValue((wiring.Instrument, Channels.Output), out double output) && output == 0 && wiring.Instrument != countedAsOn;
            bool switchedOn = output == 1;
            if (state.TryGetValue((wiring.Instrument, Channels.Power), out double power))
            {
                watts += isOff ? 0 : Power.FromWatts(power).Attenuated(wiring.Loss).Watts;
            }
            else if (switchedOn)
            {
                return double.NaN;
            }
        }

        return watts;
    }

    private double TotalBiasAmperes() => bench.Wiring
        .Where(wiring => wiring.Port == SamplePort.DcBias)
        .Sum(wiring => state.TryGetValue((wiring.Instrument, Channels.Current), out double current) ? Math.Abs(current) : 0);

    private void Require(bool holds, string limit, string value, string instrument, string command)
    {
        if (!holds)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{value} breaks the limit '{limit}' of bench '{bench.Name}'",
                $"{instrument}, {command}",
                "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.");
        }
    }

    /// <summary>The share of the span that is left; a span of nothing is used up.</summary>
    private static double Margin(double left, double span) => span > 0 ? left / span : 0;

    private void Keep(LimitApproach approach)
    {
        if (!approaches.TryGetValue(approach.Limit, out LimitApproach? known) || approach.Margin < known.Margin)
        {
            approaches[approach.Limit] = approach;
        }
    }

    private void Restore((string Instrument, string Channel) key, double? value)
    {
        if (value is { } known)
        {
            state[key] = known;
        }
        else
        {
            state.Remove(key);
        }
    }
}
