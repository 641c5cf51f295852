using Lab.Instruments.Benches;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>Harmless set-points on an open bench without a sample: within the limits, with outputs off, each read back. No output is
/// switched on.</summary>
/// <param name="bench">The bench.</param>
public sealed class SetPointTrial(IBench bench)
{
    /// <summary>How far a read-back may be from its set-point, as a part of it: steps of the instruments are far below it.</summary>
    private const double Resolution = 1e-3;

    /// <summary>The level where the bench file allows any: the least of generators without a step attenuator.</summary>
    private static readonly Power LowLevel = Power.FromDbm(-20);

    /// <summary>The compliance where the bench file allows any.</summary>
    private static readonly Voltage LowCompliance = Voltage.FromVolts(1);

    private readonly List<SetPointFinding> findings = [];

    /// <summary>Tries them on all instruments that drive something.</summary>
    public async Task<IReadOnlyList<SetPointFinding>> RunAsync(CancellationToken cancellationToken)
    {
        findings.Clear();
        foreach (InstrumentDefinition instrument in bench.Definition.Instruments)
        {
            switch (bench.Instruments.First(open => open.Name == instrument.Name))
            {
                case IRfGenerator:
                    await TryAsync(instrument, bench.Get<IRfGenerator>(instrument.Name), cancellationToken).ConfigureAwait(false);
                    break;
                case IPulseGenerator:
                    await TryAsync(instrument, bench.Get<IPulseGenerator>(instrument.Name), cancellationToken).ConfigureAwait(false);
                    break;
                case ICurrentSource:
                    ICurrentSource source = bench.Get<ICurrentSource>(instrument.Name);
                    await TrySourceAsync(
                        instrument, source.GetOutputAsync, source.SetComplianceAsync, source.SetCurrentAsync, source.GetCurrentAsync, cancellationToken).ConfigureAwait(false);
                    break;
                case ISourceMeter:
                    ISourceMeter meter = bench.Get<ISourceMeter>(instrument.Name);
                    await TrySourceAsync(
                        instrument, meter.GetOutputAsync, meter.SetComplianceAsync, meter.SetCurrentAsync, meter.GetCurrentAsync, cancellationToken).ConfigureAwait(false);
                    break;
                case IMagnetSupply:
                    NotTried(instrument, Channels.Current, "A supply takes a current with its output on only.");
                    break;
                default:
                    break; // meters drive nothing, and a composite is tried by its parts
            }
        }

        return findings;
    }

    private async Task TryAsync(InstrumentDefinition instrument, IRfGenerator generator, CancellationToken cancellationToken)
    {
        if (!await IsOffAsync(instrument, generator.GetOutputAsync, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        ChannelLimit? level = LimitOf(instrument, Channels.Power);
        double watts = level?.Minimum is > 0 and { } least ? least : Math.Min(LowLevel.Watts, (level?.Maximum ?? double.PositiveInfinity) / 100);
        var power = Power.FromWatts(watts);
        await TryAsync(
            instrument,
            Channels.Power,
            power,
            Shown,
            generator.SetPowerAsync,
            generator.GetPowerAsync,
            read => Math.Abs(read.Watts - watts) <= 10 * Resolution * watts, // levels have steps of 0.01 dB
            cancellationToken).ConfigureAwait(false);

        if (LimitOf(instrument, Channels.Frequency) is { Minimum: { } from, Maximum: { } to })
        {
            var frequency = Frequency.FromHertz(Math.Round(double.Sqrt(Math.Max(from, 1) * to)));
            await TryAsync(
                instrument,
                Channels.Frequency,
                frequency,
                value => value.ToString(),
                generator.SetFrequencyAsync,
                generator.GetFrequencyAsync,
                read => Math.Abs(read.Hertz - frequency.Hertz) <= 1,
                cancellationToken).ConfigureAwait(false);
        }
        else
        {
            NotTried(instrument, Channels.Frequency, "The bench file limits no frequency, so that none is known to be harmless.");
        }

        static string Shown(Power value) => value.ToString("dBm", formatProvider: null);
    }

    private async Task TryAsync(InstrumentDefinition instrument, IPulseGenerator pulser, CancellationToken cancellationToken)
    {
        if (!await IsOffAsync(instrument, pulser.GetOutputAsync, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await pulser.HoldAsync(cancellationToken).ConfigureAwait(false);
            Duration width = LimitOf(instrument, Channels.Width)?.Maximum is { } longest
                ? Duration.FromSeconds(longest / 2)
                : await pulser.GetWidthAsync(cancellationToken).ConfigureAwait(false);
            await TryAsync(
                instrument,
                Channels.Width,
                width,
                value => value.ToString(),
                pulser.SetWidthAsync,
                pulser.GetWidthAsync,
                read => Math.Abs(read.Seconds - width.Seconds) <= Resolution * width.Seconds,
                cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error)
        {
            Failed(instrument, Channels.Width, string.Empty, error);
        }
    }

    private async Task TrySourceAsync(
        InstrumentDefinition instrument,
        Func<CancellationToken, ValueTask<bool>> isOn,
        Func<Voltage, CancellationToken, ValueTask> setCompliance,
        Func<Current, CancellationToken, ValueTask> set,
        Func<CancellationToken, ValueTask<Current>> get,
        CancellationToken cancellationToken)
    {
        if (!await IsOffAsync(instrument, isOn, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        ChannelLimit? compliance = LimitOf(instrument, Channels.Compliance);
        var volts = Voltage.FromVolts(compliance?.Minimum is > 0 and { } least ? least : Math.Min(LowCompliance.Volts, compliance?.Maximum ?? double.PositiveInfinity));
        try
        {
            await setCompliance(volts, cancellationToken).ConfigureAwait(false);
            findings.Add(new SetPointFinding(
                instrument.Name, Channels.Compliance, volts.ToString(), string.Empty, SetPointOutcome.Agrees, $"{volts} was taken without an error; it has no read-back."));
        }
        catch (InstrumentException error)
        {
            Failed(instrument, Channels.Compliance, volts.ToString(), error);
        }

        double largest = LimitOf(instrument, Channels.Current)?.Maximum ?? 0;
        double[] currents = largest > 0 ? [0, largest / 100, 0] : [0];
        foreach (double amperes in currents)
        {
            await TryAsync(
                instrument,
                Channels.Current,
                Current.FromAmperes(amperes),
                value => value.ToString(),
                set,
                get,
                read => Math.Abs(read.Amperes - amperes) <= Resolution * Math.Max(Math.Abs(amperes), largest / 100),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TryAsync<T>(
        InstrumentDefinition instrument,
        string channel,
        T value,
        Func<T, string> show,
        Func<T, CancellationToken, ValueTask> set,
        Func<CancellationToken, ValueTask<T>> get,
        Func<T, bool> isIt,
        CancellationToken cancellationToken)
    {
        try
        {
            await set(value, cancellationToken).ConfigureAwait(false);
            T read = await get(cancellationToken).ConfigureAwait(false);
            bool agrees = isIt(read);
            findings.Add(new SetPointFinding(
                instrument.Name,
                channel,
                show(value),
                show(read),
                agrees ? SetPointOutcome.Agrees : SetPointOutcome.Differs,
                agrees ? string.Empty : $"{show(value)} was set, and {show(read)} is read back."));
        }
        catch (InstrumentException error)
        {
            Failed(instrument, channel, show(value), error);
        }
    }

    private async Task<bool> IsOffAsync(InstrumentDefinition instrument, Func<CancellationToken, ValueTask<bool>> isOn, CancellationToken cancellationToken)
    {
        try
        {
            if (!await isOn(cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            NotTried(instrument, Channels.Output, "The output is on; whatever is set would be felt.");
        }
        catch (InstrumentException error)
        {
            Failed(instrument, Channels.Output, string.Empty, error);
        }

        return false;
    }

    // What a limit of the bench or of the instrument forbids was not sent.
    private void Failed(InstrumentDefinition instrument, string channel, string value, InstrumentException error) => findings.Add(new SetPointFinding(
        instrument.Name,
        channel,
        value,
        string.Empty,
        error.Fault == InstrumentFault.Limit ? SetPointOutcome.NotTried : SetPointOutcome.Differs,
        $"{error.What}."));

    private void NotTried(InstrumentDefinition instrument, string channel, string why) =>
        findings.Add(new SetPointFinding(instrument.Name, channel, string.Empty, string.Empty, SetPointOutcome.NotTried, why));

    private static ChannelLimit? LimitOf(InstrumentDefinition instrument, string channel) => instrument.Limits.FirstOrDefault(limit => limit.Channel == channel);
}
