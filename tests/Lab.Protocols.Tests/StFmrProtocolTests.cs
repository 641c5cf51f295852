using Lab.Benches;
using Lab.Mocks.Parts;
using Lab.Models.Films;
using Lab.Protocols.SpinTorques;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Bilayers whose torques the protocol is not told.</summary>
public class StFmrProtocolTests
{
    private static readonly StFmrProtocol Protocol = new();

    [Theory]
    [InlineData(1, 0.07, 0)]
    [InlineData(2, -0.15, 0.02)]
    public async Task Run_BilayerThatItIsNotTold_RecoversItsTorques(ulong seed, double dampingLike, double fieldLike)
    {
        BenchDefinition bench = VirtualLab.WithParts(
            VirtualLab.Bench("bilayer"), ("damping_like_efficiency", dampingLike), ("field_like_efficiency", fieldLike));
        SpinTorqueBilayer hidden = Bilayer.ModelOf(bench.Sample.Parts.Single().Values);

        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => bench, seed, "angles=0..330 deg step 30 deg", "field_points=31");

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        outcome.AssertHolds("spin_torque_ratio", hidden.SpinTorqueRatio);
        outcome.AssertHolds("torque_ratio", hidden.DampingLikeField / hidden.FieldLikeField);
        outcome.AssertHolds("effective_magnetisation", hidden.Film.EffectiveMagnetisation.Tesla);
        outcome.AssertHolds("half_width", hidden.Film.HalfWidth(Frequency.FromHertz(6e9)).Tesla);
        outcome.AssertHolds("zero_angle", 2);
        outcome.AssertHolds("thermal_voltage", 0.0003 * 1e-3);
    }

    [Fact]
    public async Task Run_NoCurrentInTheMetal_SaysThatThereIsNoLine()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("metal_share", 0.0), ("thermal_voltage", 0.0)), 1,
            "angles=0..330 deg step 30 deg", "field_points=20");

        Assert.StartsWith("There is no line between ", outcome.Analysis.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TorqueOfOneKind_GivesNoRatioToTheOther()
    {
        // The field-like torque just undoes Oersted's field: ξ_FL = −μ₀M_s·t·d·e/ħ.
        double undone = -1 / SpinTorqueBilayer.TorqueRatioPerEfficiency(
            MagneticField.FromTesla(1), Length.FromNanometers(4), Length.FromNanometers(6));
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("field_like_efficiency", undone)), 1,
            "angles=0..330 deg step 30 deg", "field_points=31");

        Assert.Null(outcome.Analysis.Failure);
        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name == "spin_torque_ratio");
        Assert.Contains(
            "The field-like torque is not determined", Assert.Single(outcome.Analysis.Warnings), StringComparison.Ordinal);
        outcome.AssertHolds("field_like_torque", 0);
    }

    [Theory]
    [InlineData(
        "angles", "0..40 deg step 10 deg",
        "The setting 'angles' has 5 different values of 5; torques need at least 6, each once.")]
    [InlineData(
        "angles", "-45 deg, 45 deg, 135 deg, 225 deg, 315 deg, 405 deg, 495 deg",
        "At these 'angles' sin 2φ·cos φ and sin φ are nearly proportional: torque and heat cannot be told apart. Choose angles "
            + "between 0 and 90 degrees as well.")]
    [InlineData("field_points", "10", "The setting 'field_points' is 10; a line needs at least 16.")]
    [InlineData("magnet_thickness", "0 nm", "The setting 'magnet_thickness' is 0 m; it must be positive.")]
    [InlineData("product_uncertainty", "-0.1", "The setting 'product_uncertainty' is -0.1; it cannot be negative.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }
}
