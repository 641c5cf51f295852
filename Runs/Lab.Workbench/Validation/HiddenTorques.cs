using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Models.Films;
using Lab.Protocols;
using Lab.Protocols.SpinTorques;
using Lab.Quantities;

namespace Lab.Workbench.Validation;

/// <summary>What the virtual bench of spin-torque resonance hides.</summary>
internal static class HiddenTorques
{
    private const string StageRole = "stage";
    private const string ZeroErrorKey = "zero_error";

    /// <summary>The hidden values, under the names of the protocol's results. The voltages depend on the current that reaches the
    /// strip and are not compared.</summary>
    /// <exception cref="WorkbenchException">The bench has no bilayer.</exception>
    public static Dictionary<string, double?> Of(StFmrSettings settings, BenchDefinition bench, SampleDefinition sample)
    {
        SpinTorqueBilayer bilayer = bench.WiringOf(BenchSetUp.RfRole)?.Part is { } name
            && sample.Parts.FirstOrDefault(part => part.Name == name && part.Schema == Bilayer.Description.Schema) is { } there
            ? Bilayer.ModelOf(there.Values)
            : throw new WorkbenchException("The bench has no bilayer at 'rf' to compare with.", WorkbenchFault.Request);
        double ratio = bilayer.DampingLikeField / bilayer.FieldLikeField;
        var truth = new Dictionary<string, double?>
        {
            ["torque_ratio"] = ratio,
            ["resonance_field"] = bilayer.Film.ResonanceField(settings.Frequency, isInPlane: true).Tesla,
            ["half_width"] = bilayer.Film.HalfWidth(settings.Frequency).Tesla,
            ["effective_magnetisation"] = bilayer.Film.EffectiveMagnetisation.Tesla,
            ["zero_angle"] = bench.Instruments.FirstOrDefault(each => each.Name == StageRole)
                ?.Twin.All.GetValueOrDefault(ZeroErrorKey) is Angle zero ? zero.Degrees : null,
        };
        if (settings.SaturationMagnetisation is { } saturation)
        {
            truth["spin_torque_ratio"] = ratio / SpinTorqueBilayer.TorqueRatioPerEfficiency(
                saturation, settings.MagnetThickness, settings.MetalThickness);
        }

        return truth;
    }
}
