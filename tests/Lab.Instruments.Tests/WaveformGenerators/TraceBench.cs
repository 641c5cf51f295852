using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Oscilloscopes;
using Lab.Mocks.Parts;
using Lab.Quantities;

namespace Lab.Instruments.Tests.WaveformGenerators;

/// <summary>A generator and an oscilloscope on the two ends of a coaxial line.</summary>
internal static class TraceBench
{
    /// <summary>The oscilloscope's name.</summary>
    public const string Scope = "scope";

    /// <summary>Opens it: the generator is called <c>device</c>, and its two terminals add up in the line.</summary>
    public static Task<TwinBench> OpenAsync(
        string generator, string scope = "keysight-dso-x-3054t", bool rough = false, Duration delay = default,
        (string Key, object Value)[]? settings = null, (string Key, object Value)[]? scopeSettings = null,
        (string Key, object Value)[]? scopeTwin = null, Voltage? destroyedBy = null) => TwinBench.OpenAsync(
        [("device", generator, settings ?? []), (Scope, scope, scopeSettings ?? [])],
        new SampleDefinition
        {
            Parts =
            [
                new PartDefinition(
                    CoaxialLine.Description.Schema,
                    "line",
                    SettingValues.Of(
                        CoaxialLine.Description.Schema.Keys,
                        [("delay", delay), ("destroyed_by_voltage", destroyedBy ?? Voltage.FromVolts(100))])),
            ],
        },
        [
            new WiringDefinition(new("device", "1"), CoaxialLine.InPort, "line", default),
            new WiringDefinition(new("device", "2"), CoaxialLine.InPort, "line", default),
            new WiringDefinition(new(Scope, "1"), CoaxialLine.OutPort, "line", default),
            new WiringDefinition(new(Scope, "2"), CoaxialLine.OutPort, "line", default),
        ],
        twin: scopeTwin is null ? null : new Dictionary<string, (string, object)[]> { [Scope] = scopeTwin },
        rough: rough);

    /// <summary>Records one input over a time.</summary>
    public static OscilloscopeSettings Record(IOscilloscope scope, double seconds, double rate, double range = 0.8) =>
        scope.Settings with
        {
            Duration = Duration.FromSeconds(seconds),
            LeastRate = rate,
            Start = default,
            Channels = [new OscilloscopeChannel("1", Voltage.FromVolts(range))],
            Trigger = new OscilloscopeTrigger(OscilloscopeTrigger.External, Voltage.FromVolts(0.5)),
        };

    /// <summary>The samples of a tone.</summary>
    public static double[] Tone(double volts, double hertz, double rate, int count, double offset = 0) =>
        [.. Enumerable.Range(0, count).Select(i => offset + (volts * Math.Sin(2 * Math.PI * hertz * i / rate)))];

    /// <summary>Amplitude and phase of a tone in a trace, by its product with sine and cosine.</summary>
    public static (double Volts, double Radians) Demodulate(
        ReadOnlySpan<double> trace, double startSeconds, double rate, double hertz)
    {
        (double sine, double cosine) = (0, 0);
        for (int i = 0; i < trace.Length; i++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * hertz * (startSeconds + (i / rate)));
            sine += trace[i] * s;
            cosine += trace[i] * c;
        }

        return (2 * Math.Sqrt((sine * sine) + (cosine * cosine)) / trace.Length, Math.Atan2(cosine, sine));
    }
}
