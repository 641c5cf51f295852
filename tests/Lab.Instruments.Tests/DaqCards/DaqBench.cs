using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.DaqCards;

/// <summary>A card whose first output drives a magnet through an amplifier of 2 A/V, and a field sensor of 10 V/T at its first
/// input; the coils give 20 mT/A, so that a volt is 40 mT and 0.4 V.</summary>
internal static class DaqBench
{
    /// <summary>Voltage at the sensor for a volt at the output.</summary>
    public const double LoopGain = 2 * 0.02 * 10;

    public static Task<TwinBench> OpenAsync(
        string driver, bool rough = false, (string Key, object Value)[]? supply = null,
        (string Key, object Value)[]? twin = null, (string Key, object Value)[]? settings = null, ulong seed = 1,
        params IReadOnlyList<(string Name, string Driver, (string Key, object Value)[] Settings)> more) => TwinBench.OpenAsync(
        [
            ("device", driver, settings ?? []),
            (
                "amplifier", "analog-supply",
                [
                    ("source", "device"), ("output", "ao0"), ("gain", 2.0), ("voltage_limit", Voltage.FromVolts(50)),
                    .. supply ?? [("bandwidth", Frequency.FromHertz(1000))],
                ]),
            .. more,
        ],
        new SampleDefinition
        {
            Magnet = new MagnetDefinition
            {
                IsInPlane = true,
                Conversion = FieldPerCurrent.FromTeslaPerAmpere(0.02),
                Inductance = Inductance.FromHenries(1e-3),
                Remanence = default,
            },
            Parts =
            [
                new PartDefinition(
                    HallSensor.Description.Schema, "sensor", SettingValues.Of(HallSensor.Description.Schema.Keys,
                        [("bandwidth", Frequency.FromHertz(1e6))])),
            ],
        },
        [
            new WiringDefinition(new("amplifier", string.Empty), SamplePort.Coil, null, default),
            new WiringDefinition(new("device", "ai0"), HallSensor.Port, "sensor", default),
            new WiringDefinition(new("device", "ai1"), HallSensor.Port, "sensor", default),
        ],
        seed,
        twin is null ? null : new Dictionary<string, (string, object)[]> { ["device"] = twin },
        rough);

    /// <summary>A period of a sine.</summary>
    public static double[] Sine(double volts, int count) =>
        [.. Enumerable.Range(0, count).Select(i => volts * Math.Sin(Math.Tau * i / count))];

    /// <summary>A shot: a sine at the first output, recorded at the first input.</summary>
    public static ShotTask[] SineShot(double volts, int count, double rate, params ShotTask[] more) =>
    [
        new PlayTask("ao0", 0, Channels.Voltage, Sine(volts, count), rate), new CaptureTask("ai0", 0, count, rate), .. more,
    ];

    /// <summary>Amplitude and phase of one period in a trace.</summary>
    public static (double Volts, double Radians) Demodulate(ReadOnlySpan<double> trace)
    {
        double sine = 0;
        double cosine = 0;
        for (int i = 0; i < trace.Length; i++)
        {
            sine += trace[i] * Math.Sin(Math.Tau * i / trace.Length);
            cosine += trace[i] * Math.Cos(Math.Tau * i / trace.Length);
        }

        return (2 * Math.Sqrt((sine * sine) + (cosine * cosine)) / trace.Length, Math.Atan2(cosine, sine));
    }

    /// <summary>Hears of the edges on the trigger cable of a bench.</summary>
    public static List<TriggerMoment> ListenToTriggers(TwinBench bench)
    {
        var edges = new List<TriggerMoment>();
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Listen(edges.Add));
        return edges;
    }
}
