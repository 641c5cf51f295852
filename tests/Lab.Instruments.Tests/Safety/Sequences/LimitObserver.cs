using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.NetworkAnalysers;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Terminals;
using Lab.Mocks;
using Lab.Mocks.Parts;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>
/// Asks each twin after each message what it does now, and holds that to the limits of the bench file. It shares no code with the
/// gate: the sums and rates are written anew here, from the bench file's words.
/// </summary>
internal sealed class LimitObserver(BenchDefinition bench, VirtualBench twins, VirtualClock clock)
{
    /// <summary>Read-back has six digits, levels in dBm as many.</summary>
    private const double Rounding = 1e-4;

    /// <summary>Steps of the supply's set-point: 20 A in 32768.</summary>
    private const double SupplyStepAmperes = 20.0 / 32768;

    /// <summary>Two messages that were sent one after the other are looked at within this of their distance, s.</summary>
    private const double TimingSeconds = 5e-3;

    private readonly Dictionary<string, (string Query, string[] Channels, double Slack)> queries = [];
    private readonly Dictionary<string, TwinState> states = [];

    /// <summary>The first violation, or <see langword="null"/>.</summary>
    public string? Violation { get; private set; }

    /// <summary>How far the time between two looks may be off because a program is looked at in pieces, s.</summary>
    public double PieceSeconds { get; set; }

    /// <summary>Whether a message sets anything: one of its units is no query.</summary>
    public static bool Sets(string message) => message.Split(';').Any(unit => !unit.Contains('?', StringComparison.Ordinal));

    /// <summary>Begins to watch an instrument, and lets its driver tell the gate what it is set to.</summary>
    public async Task BeginAsync(string name, IInstrument driver, ISafetyGate gate)
    {
        switch (driver)
        {
            case IRfGenerator generator:
                queries[name] = (
                    generator is INetworkAnalyser ? ":OUTP?;:SENS1:FREQ:FIX?;:SOUR1:POW?" : ":OUTP?;:SOUR:FREQ?;:SOUR:POW?",
                    [Channels.Frequency, Channels.Power],
                    0);
                await generator.GetFrequencyAsync();
                await generator.GetPowerAsync();
                await generator.GetOutputAsync();
                break;
            case ICurrentSource source:
                queries[name] = bench.Instruments.First(each => each.Name == name).Driver.StartsWith(
                    "yokogawa", StringComparison.Ordinal)
                    ? (":OUTP?;:SOUR:LEV?;:SOUR:PROT:VOLT?", [Channels.Current, Channels.Compliance], 2e-6)
                    : (":OUTP?;:SOUR:CURR?;:SOUR:CURR:COMP?", [Channels.Current, Channels.Compliance], 1e-9);
                await source.GetCurrentAsync();
                await source.GetOutputAsync();
                break;
            case ISourceMeter source:
                queries[name] = (":OUTP?;:SOUR:CURR?;:SENS:VOLT:PROT?", [Channels.Current, Channels.Compliance], 1e-8);
                await source.GetCurrentAsync();
                await source.GetOutputAsync();
                break;
            case IPulseGenerator pulser:
                queries[name] = (
                    ":OUTP?;:VOLT?;:PULS:WIDT?;:FREQ?", [Channels.Amplitude, Channels.Width, Channels.Repetition], 0);
                await pulser.GetAmplitudeAsync();
                await pulser.GetWidthAsync();
                await pulser.GetRepetitionAsync();
                await pulser.GetOutputAsync();
                break;
            case IMagnetSupply supply:
                queries[name] = (":OUTP?;:CURR?", [Channels.Current], 1.5 * SupplyStepAmperes);
                gate.Observe(name, SetPoint.Of(Channels.Current, await supply.MeasureCurrentAsync()));
                await supply.GetOutputAsync();
                break;
            default:
                return;
        }

        states[name] = await ReadAsync(name);
    }

    /// <summary>Whether a twin may move by itself, so that it has to be looked at before a message as well.</summary>
    public bool HasPrograms(string name) =>
        queries.TryGetValue(name, out (string, string[] Channels, double) query) && query.Channels.Contains(Channels.Compliance);

    /// <summary>Looks at a twin after a message, or after a while, in which it may have changed at any time since the last
    /// look.</summary>
    public async ValueTask LookAsync(string name, string message, bool isBehindMessage)
    {
        if (message.Contains("NaN", StringComparison.OrdinalIgnoreCase)
            || message.Contains("Infinity", StringComparison.OrdinalIgnoreCase) || message.Contains('∞'))
        {
            Violation ??= $"{name}: '{message}' was sent";
        }

        if (!queries.ContainsKey(name))
        {
            return;
        }

        TwinState before = states[name];
        TwinState now = await ReadAsync(name);
        double seconds = clock.Now().Seconds;
        now.LookedSeconds = seconds;
        states[name] = now;
        foreach ((string channel, double value) in now.Values)
        {
            double was = before.Values[channel];
            if (value != was)
            {
                CheckValue(name, channel, value, message);
            }

            bool isSwitched = channel is Channels.Current or Channels.Power or Channels.Amplitude;
            double effect = isSwitched && !now.IsOn ? 0 : value;
            double effectBefore = isSwitched && !before.IsOn ? 0 : was;
            double change = Math.Abs(effect - effectBefore);
            now.Changed[channel] = change == 0 ? before.Changed[channel] : isBehindMessage ? seconds : before.LookedSeconds;
            if (change > 0 && !(isSwitched && !now.IsOn))
            {
                CheckChange(name, channel, change, seconds - before.Changed[channel], message);
            }
        }

        CheckSample($"{name}, {message}");
    }

    private static bool Beyond(double value, double limit, double slack = 0) => !(value <= (limit * (1 + Rounding)) + slack);

    private async ValueTask<TwinState> ReadAsync(string name)
    {
        (string query, string[] channels, _) = queries[name];
        string[] answers = Encoding.UTF8.GetString(
            (await twins.Find(name)!.ExecuteAsync(Encoding.UTF8.GetBytes(query), default)).Span).Split(';');
        var state = new TwinState { IsOn = answers[0] == "1" };
        for (int i = 0; i < channels.Length; i++)
        {
            double value = double.Parse(answers[i + 1], CultureInfo.InvariantCulture);
            state.Values[channels[i]] = channels[i] == Channels.Power ? 1e-3 * Math.Pow(10, value / 10) : value;
            state.Changed[channels[i]] = double.NegativeInfinity;
        }

        return state;
    }

    private IEnumerable<ChannelLimit> LimitsOf(string name, string channel) =>
        bench.Instruments.First(each => each.Name == name).Limits.Where(limit => limit.Channel == channel);

    private void CheckValue(string name, string channel, double value, string message)
    {
        foreach (ChannelLimit limit in LimitsOf(name, channel))
        {
            double slack = queries[name].Slack + (Math.Abs(value) * Rounding);
            if (!(value <= (limit.Maximum ?? double.MaxValue) + slack && value >= (limit.Minimum ?? double.MinValue) - slack))
            {
                Violation ??= $"{name}: {channel} of {value:R} ({message})";
            }
        }
    }

    private void CheckChange(string name, string channel, double change, double seconds, string message)
    {
        double slack = queries[name].Slack;
        double counted = Math.Min(seconds + TimingSeconds + PieceSeconds, 1);
        foreach (ChannelLimit limit in LimitsOf(name, channel))
        {
            if (limit.Step is { } step && Beyond(change, step, slack))
            {
                Violation ??= $"{name}: {channel} stepped by {change:R} ({message})";
            }

            if (limit.Rate is { } rate && Beyond(change, rate * counted, slack))
            {
                Violation ??= $"{name}: {channel} changed by {change:R} in {seconds:R} s ({message})";
            }
        }

        if (channel == Channels.Current && bench.WiringOf(name)?.Port == SamplePort.Coil
            && bench.Sample.Magnet is { FieldRateLimit: { } fieldRate } magnet
            && Beyond(
                change * magnet.Conversion.TeslaPerAmpere,
                fieldRate.TeslaPerSecond * counted,
                slack * magnet.Conversion.TeslaPerAmpere))
        {
            Violation ??=
                $"{name}: field changed by {change * magnet.Conversion.TeslaPerAmpere:R} T in {seconds:R} s ({message})";
        }
    }

    private void CheckSample(string cause)
    {
        double watts = Sum(SamplePort.Rf, Channels.Power, wiring => Math.Pow(10, -wiring.Loss.Decibels / 10));
        double bias = Sum(SamplePort.DcBias, Channels.Current, _ => 1);
        foreach (JunctionDefinition junction in bench.Sample.Junctions)
        {
            Hold(watts, junction.RfPowerLimit?.Watts, $"W at {junction.Name}", cause);
            Hold(bias, junction.CurrentLimit?.Amperes, $"A through {junction.Name}", cause);
            Hold(
                bias / junction.ThresholdCurrent.Amperes,
                junction.CurrentOverThresholdLimit,
                $"thresholds at {junction.Name}",
                cause);
        }

        foreach (FieldLineDefinition line in bench.Sample.FieldLines)
        {
            double amperes = Sum(SamplePort.FieldLine, Channels.Current, wiring =>
                ShareOf(wiring, line)) + Sum(
                    SamplePort.Pulse, Channels.Amplitude, wiring => ShareOf(wiring, line) / LineOf(wiring).Resistance.Ohms);
            Hold(
                amperes / (line.Width.Meters * line.Thickness.Meters),
                line.CurrentDensityLimit?.AmperesPerSquareMetre,
                $"A/m² in {line.Name}",
                cause);
            Hold(PulseJoules(line), line.PulseEnergyLimit?.Joules, $"J of a pulse in {line.Name}", cause);
        }

        double coil = Math.Max(0, Sum(SamplePort.Coil, Channels.Current, _ => 1) - SupplyStepAmperes);
        Hold(bench.Sample.Magnet?.Inductance.Henries * coil * coil / 2
            ?? 0, bench.Sample.Magnet?.StoredEnergyLimit?.Joules, "J in the magnet", cause);
    }

    private FieldLineDefinition LineOf(WiringDefinition wiring) =>
        bench.Sample.FieldLines.First(line => line.Name == wiring.Part);

    private double ShareOf(WiringDefinition wiring, FieldLineDefinition line) =>
        wiring.Part == line.Name ? 1 : Math.Abs(LineOf(wiring).Leakage);

    private double PulseJoules(FieldLineDefinition line) => bench.Wiring
        .Where(wiring => wiring.Port == SamplePort.Pulse && wiring.Part == line.Name
            && states.TryGetValue(wiring.Instrument, out TwinState? state) && state.IsOn)
        .Sum(wiring => Math.Pow(states[wiring.Instrument].Values[Channels.Amplitude], 2) / line.Resistance.Ohms
            * states[wiring.Instrument].Values[Channels.Width]);

    private double Sum(SamplePort port, string channel, Func<WiringDefinition, double> weight) => bench.Wiring
        .Where(wiring => wiring.Port == port && states.TryGetValue(wiring.Instrument, out TwinState? state) && state.IsOn)
        .Sum(wiring => weight(wiring) * Math.Abs(states[wiring.Instrument].Values[channel]));

    private void Hold(double value, double? limit, string what, string cause)
    {
        if (limit is { } maximum && Beyond(value, maximum))
        {
            Violation ??= $"{value:R} {what} ({cause})";
        }
    }
}
