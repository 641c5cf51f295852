using Lab.Benches;
using Lab.Mocks.Parts;
using Lab.Models.Junctions;
using Lab.Protocols.Sweeps;
using Lab.Quantities;

namespace Lab.Protocols.Tests.Sweeps;

/// <summary>The example of the stage's page: a pillar is turned in a steady field, its resistance read at each angle.</summary>
public class RotationSweepTests
{
    private const double FieldOersted = 380;

    // The stage goes up to 180° and back; the layer feels the field times the cosine, and switches where that passes its offset
    // by the coercivity of so slow a sweep.
    [Theory]
    [InlineData("newport-esp301", 1)]
    [InlineData("newport-esp301", 2)]
    [InlineData("newport-esp301", 3)]
    [InlineData("newport-xps", 1)]
    public async Task Run_AngleUpAndDown_SwitchesWhereTheCosinePassesTheCoercivity(string driver, ulong seed)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new SweepProtocol(),
            _ => VirtualLab.BenchOf("pillar", text => Rotated(text, driver)),
            seed,
            "axes=stage.angle 0..180 deg step 15 deg up and down",
            "read=smu.resistance, stage.angle",
            $"hold=magnet.field {FieldOersted} Oe; smu.compliance 100 mV; smu.current 20 uA");

        double[] degrees = [.. outcome.Data.Numbers("stage_angle").Select(radians => Math.Round(radians * 180 / Math.PI))];
        double[] rising = outcome.Data.Numbers("stage_angle_direction");
        double[] ohms = outcome.Data.Numbers("smu_resistance");
        Assert.Equal((25, 180), (degrees.Length, degrees[12]));
        Assert.Equal(degrees, outcome.Data.Numbers("stage_angle_read").Select(
            radians => Math.Round(radians * 180 / Math.PI)));

        // Half way between the states, at 1 kΩ and near 2 kΩ.
        Assert.Equal(105, degrees.Where((_, i) => rising[i] > 0 && ohms[i] > 1500).Min());
        Assert.Equal(60, degrees.Where((_, i) => rising[i] < 0 && ohms[i] < 1500).Max());

        // The same by the law of the layer: the next points of the raster beyond the two angles.
        SwitchingLayer layer = Pillar.LayerOf(VirtualLab.Bench("pillar").Sample.Parts.Single().Values);
        double offset = layer.OffsetField.Tesla * 1e4;
        double coercivity = layer.MedianCoerciveField(FieldOersted * 1e-4 * AngleOf(20)).Tesla * 1e4;
        Assert.Equal(105, 15 * Math.Ceiling(DegreesAt(offset - coercivity) / 15));
        Assert.Equal(60, 15 * Math.Floor(DegreesAt(offset + coercivity) / 15));
    }

    private static double AngleOf(double degrees) => degrees * Math.PI / 180;

    private static double DegreesAt(double oersted) => Math.Acos(oersted / FieldOersted) * 180 / Math.PI;

    private static string Rotated(string bench, string driver) => bench
        .Replace(
            "instruments:\n",
            $"instruments:\n  stage:\n    driver: {driver}\n    address: \"sim:\"\n    settings: {{ velocity: 20 deg }}\n",
            StringComparison.Ordinal)
        .Replace("wiring:\n", "wiring:\n  stage: { port: rotation }\n", StringComparison.Ordinal)
        .Replace("safe_state: [pulser, smu,", "safe_state: [pulser, stage, smu,", StringComparison.Ordinal);
}
