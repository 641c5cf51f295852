using Lab.Instruments.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Instruments.Drivers;

/// <content>Changes from outside Lab.</content>
public sealed partial class OpenBench
{
    /// <summary>Part by which a value that is read back may differ: an instrument rounds to its resolution.</summary>
    private const double Rounding = 2e-3;

    /// <summary>A level of a generator in dB: resolutions are 0.01 dB.</summary>
    private const double LevelDecibels = 0.05;

    /// <summary>The resolution of a source in a range for the largest currents, A.</summary>
    private const double LeastAmperes = 1e-6;

    /// <inheritdoc/>
    /// <remarks>A served bench with a virtual clock is a simulation, which is to give the same numbers each time.</remarks>
    public bool CanStray => Clock is not ISteppedClock && Outside.Length > 0;

    private ScpiInstrument[] Outside => outside ??= [.. instruments.OfType<ScpiInstrument>().Where(IsOutside)];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> FindStrayAsync(CancellationToken cancellationToken)
    {
        var strays = new List<string>();
        foreach (ScpiInstrument instrument in Outside)
        {
            string[] channels = instrument switch
            {
                IRfGenerator => [Channels.Output, Channels.Power, Channels.Frequency],
                ICurrentSource or ISourceMeter => [Channels.Output, Channels.Current],
                IPulseGenerator => [Channels.Output, Channels.Amplitude],
                IMagnetSupply => [Channels.Output], // what flows follows the field's regulation
                _ => [],
            };
            double?[] set = [.. channels.Select(channel => gate.CertainValueOf(instrument.Name, channel))];
            if (set.All(value => value is null))
            {
                continue;
            }

            // Drivers tell the gate what they read.
            await ObserveAsync(instrument, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < channels.Length; i++)
            {
                if (set[i] is { } wanted && gate.CertainValueOf(instrument.Name, channels[i]) is { } found && Differs(channels[i], wanted, found))
                {
                    strays.Add($"{instrument.Name}: the {channels[i]} is {Show(channels[i], found)}, and Lab had set {Show(channels[i], wanted)}.");
                }
            }
        }

        return strays;
    }

    private static bool Differs(string channel, double wanted, double found) => channel switch
    {
        Channels.Output => wanted != found,
        Channels.Power => !(Math.Abs(10 * Math.Log10(found / wanted)) <= LevelDecibels),
        Channels.Current => !(Math.Abs(found - wanted) <= (Rounding * Math.Abs(wanted)) + LeastAmperes),
        _ => !(Math.Abs(found - wanted) <= Rounding * Math.Abs(wanted)),
    };

    private static string Show(string channel, double value) => channel switch
    {
        Channels.Output => value == 0 ? "off" : "on",
        Channels.Power => Power.FromWatts(value).ToString("dBm", formatProvider: null),
        Channels.Current => Current.FromAmperes(value).ToString(),
        Channels.Frequency => Frequency.FromHertz(value).ToString(),
        _ => Voltage.FromVolts(value).ToString(),
    };
}
