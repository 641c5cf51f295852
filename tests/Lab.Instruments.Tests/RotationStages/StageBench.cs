using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;

namespace Lab.Instruments.Tests.RotationStages;

/// <summary>Benches of a stage that turns a sample in the plane of a magnet of 0.05 T/A without iron.</summary>
internal static class StageBench
{
    public const string Supply = "coils";
    public const string Probe = "probe";

    public static Task<TwinBench> OpenAsync(string driver, bool rough, params (string Key, object Value)[] settings) =>
        OpenAsync(driver, rough, [], settings);

    public static Task<TwinBench> OpenAsync(
        string driver, bool rough, (string Key, object Value)[] twin, params (string Key, object Value)[] settings) =>
        TwinBench.OpenAsync(
            [("device", driver, settings)],
            new SampleDefinition
            {
                Magnet = new MagnetDefinition { IsInPlane = true, Remanence = default },
            },
            [
                new WiringDefinition("device", SamplePort.Rotation, null, default),
                new WiringDefinition(Supply, SamplePort.Coil, null, default),
                new WiringDefinition(Probe, SamplePort.Gap, null, default),
            ],
            twin: new Dictionary<string, (string, object)[]> { ["device"] = twin },
            rough: rough);

    /// <summary>The field along the sample's axis, T.</summary>
    public static double FieldAlongAxis(TwinBench bench) => bench.Virtual.Stage.Sense("device", Sensed.Field);
}
