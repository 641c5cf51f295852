using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Mocks.Parts;
using Lab.Modules.Truths;
using Lab.Protocols.Nanowires;
using Lab.Quantities;

namespace Lab.Workbench.Validation;

/// <summary>What the virtual bench hides of a notched nanowire and of the field that it is in, under the names of the protocols'
/// results.</summary>
internal static class HiddenNanowire
{
    private const double MetersPerMicrometer = 1e-6;

    /// <summary>Pass probability and nucleation field, for <c>pass-probability</c>.</summary>
    /// <exception cref="WorkbenchException">The bench has no nanowire.</exception>
    public static Dictionary<string, double?> OfPassProbability(BenchDefinition bench, HiddenState hidden)
    {
        IReadOnlyDictionary<string, double> wire = WireOf(bench, hidden);
        return new Dictionary<string, double?>
        {
            ["h0"] = wire["pass_centre"],
            ["slope"] = wire["pass_slope"],
            ["floor"] = wire["pass_floor"],
            ["nucleation_field"] = wire["nucleation_field"],
        };
    }

    /// <summary>Voltage of the scanner at which the spot is on the notch, its radius in volts, and the whole change of the
    /// signal, for <c>spot-position</c>.</summary>
    /// <exception cref="WorkbenchException">The bench has no nanowire, or none whose spot can be moved.</exception>
    public static Dictionary<string, double?> OfSpot(BenchDefinition bench, HiddenState hidden)
    {
        IReadOnlyDictionary<string, double> wire = WireOf(bench, hidden);
        double metersPerVolt = wire["spot_travel"] * MetersPerMicrometer;
        return metersPerVolt != 0 && bench.Wiring.Any(wiring => wiring.Port == Nanowire.SpotPort)
            ? new Dictionary<string, double?>
            {
                ["spot_position"] = -wire["spot_along"] / metersPerVolt,
                ["spot_radius"] = wire["spot_radius"] / Math.Abs(metersPerVolt),
                ["kerr_swing"] = wire["kerr_swing"],
            }
            : throw new WorkbenchException(
                "The bench has no 'kerr-spot' with a 'spot_travel' to compare with.", WorkbenchFault.Request);
    }

    /// <summary>Lag and amplitude of the field as its sensor shows it, for <c>field-timing</c>: their means over the loops that
    /// tell the timing, while the magnet becomes warm.</summary>
    /// <remarks>To the magnet's own lag comes the lag of the sensor's pole, and what the stairs of the card's output leave of the
    /// amplifier's pole τ, which is corrected for a waveform without stairs: with a sample of T, at the moments of the samples,
    /// T/(1 − exp(−T/τ)) − τ, about half a sample.</remarks>
    /// <exception cref="WorkbenchException">The bench has no magnet, no field sensor, or no amplifier that tells its
    /// bandwidth.</exception>
    public static Dictionary<string, double?> OfTiming(
        FieldTimingSettings settings, BenchDefinition bench, HiddenState hidden)
    {
        MagnetTwin magnet = hidden.Sample.Magnet?.Twin
            ?? throw new WorkbenchException("The bench has no magnet to compare with.", WorkbenchFault.Request);
        IReadOnlyDictionary<string, double> sensor = PartAt(
            bench.Wiring.FirstOrDefault(wiring => wiring.Port == HallSensor.Port), hidden, "field sensor at 'hall-sensor'");
        double radiansPerSecond = Math.Tau * settings.LoopFrequency.Hertz;
        double radians = Math.Atan(settings.LoopFrequency.Hertz / sensor["bandwidth"]);
        double pole = 1 / (Math.Tau * AmplifierBandwidthOf(bench).Hertz);
        double sample = 1 / settings.SampleRate.Hertz;
        double warmth = hidden.PointSeconds.Take(settings.Loops).Average(seconds => WarmthAt(seconds, magnet));
        return new Dictionary<string, double?>
        {
            ["lag"] = magnet.Lag.Seconds + (magnet.WarmLag.Seconds * warmth) + (radians / radiansPerSecond)
                + (sample / (1 - Math.Exp(-sample / pole))) - pole,
            ["amplitude"] = settings.LoopAmplitude.Tesla * (1 - (magnet.WarmLoss * warmth)) * Math.Cos(radians),
        };
    }

    private static Frequency AmplifierBandwidthOf(BenchDefinition bench) =>
        bench.Instruments.FirstOrDefault(each => each.Driver == AnalogSupplyDefinition.DriverName) is { } amplifier
            && AnalogSupplyDefinition.Of(amplifier.Settings).Bandwidth is { } bandwidth
            ? bandwidth
            : throw new WorkbenchException(
                "The bench has no amplifier with a 'bandwidth', by which the lag of its field is known.", WorkbenchFault.Request);

    private static double WarmthAt(double seconds, MagnetTwin magnet) => 1 - Math.Exp(-seconds / magnet.WarmingTime.Seconds);

    private static IReadOnlyDictionary<string, double> WireOf(BenchDefinition bench, HiddenState hidden) =>
        PartAt(bench.WiringOf("pulser"), hidden, "nanowire at 'pulser'");

    private static IReadOnlyDictionary<string, double> PartAt(WiringDefinition? wiring, HiddenState hidden, string what) =>
        wiring?.Part is { } name && hidden.Parts.TryGetValue(name, out IReadOnlyDictionary<string, double>? there)
            ? there
            : throw new WorkbenchException($"The bench has no {what} to compare with.", WorkbenchFault.Request);
}
