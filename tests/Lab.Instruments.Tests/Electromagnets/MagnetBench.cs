using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>Benches of twins around an electromagnet of 0.05 T/A, 0.1 H and 1 Ω.</summary>
internal static class MagnetBench
{
    public const string Magnet = "magnet";
    public const string Supply = "supply";
    public const string Gaussmeter = "gaussmeter";

    public static readonly WiringDefinition[] Wiring =
    [
        new(Supply, SamplePort.Coil, null, default),
        new(Gaussmeter, SamplePort.Gap, null, default),
    ];

    /// <summary>One instrument, on the coils or in the gap.</summary>
    public static Task<TwinBench> OneAsync(string driver, SamplePort port, params (string Key, object Value)[] settings) =>
        OneAsync(driver, port, rough: false, settings);

    /// <summary>One instrument, polite or rough.</summary>
    public static Task<TwinBench> OneAsync(
        string driver, SamplePort port, bool rough, params (string Key, object Value)[] settings) =>
        TwinBench.OpenAsync(
            [("device", driver, settings)],
            new SampleDefinition { Magnet = new MagnetDefinition() },
            [new WiringDefinition("device", port, null, default)],
            rough: rough);

    /// <summary>Supply, gaussmeter and the magnet that is made of them; the probe has no offset unless it is given.</summary>
    public static Task<TwinBench> RegulatedAsync(
        ulong seed = 1,
        MagnetDefinition? magnet = null,
        (string Key, object Value)[]? supply = null,
        (string Key, object Value)[]? regulation = null,
        (string Key, object Value)[]? gaussmeter = null,
        WiringDefinition[]? wiring = null,
        bool rough = false) =>
        TwinBench.OpenAsync(
            [
                (Supply, "kepco-bop-bit4886", supply ?? []),
                (Gaussmeter, "lakeshore-475", []),
                (Magnet, "field-regulated-magnet", [("supply", Supply), ("gaussmeter", Gaussmeter), .. regulation ?? []]),
            ],
            new SampleDefinition { Magnet = magnet ?? new MagnetDefinition() },
            wiring ?? Wiring,
            seed,
            new Dictionary<string, (string, object)[]> { [Gaussmeter] = gaussmeter ?? [("offset", MagneticField.FromTesla(0))] },
            rough);

    /// <summary>Seconds that an action takes on the bench.</summary>
    public static async Task<double> SecondsAsync(TwinBench bench, Func<Task> action)
    {
        long before = bench.Clock.GetTimestamp();
        await action();
        return (bench.Clock.GetTimestamp() - before) * 1e-9;
    }
}
