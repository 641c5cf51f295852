using Lab.Calibration.Resonances;
using Lab.Instruments;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.RotationStages;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.SpinTorques;

/// <summary>Spin-torque ferromagnetic resonance of a bilayer: lines of the rectified voltage against field at several angles of
/// the field in the plane, and from their symmetric and antisymmetric parts the torques.</summary>
public sealed class StFmrProtocol : Protocol<StFmrSettings>
{
    /// <summary>The role of the rotation stage.</summary>
    public const string StageRole = "stage";

    /// <summary>Least part by which the torques' law differs from that of heat over the angles.</summary>
    private const double LeastDifference = 0.05;

    /// <inheritdoc/>
    public override string Name => "st-fmr";

    /// <inheritdoc/>
    public override string Summary =>
        "Spin-torque resonance against field at several angles: damping-like and field-like torque, spin-torque ratio.";

    /// <inheritdoc/>
    public override string DefaultBench => "bilayer";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the strip and keys the tone"),
        new(BenchSetUp.LockInRole, ILockInAmplifier.Kind, "reads the rectified voltage at the keying frequency"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "sweeps the field in the plane through the resonance"),
        new(StageRole, IRotationStage.Kind, "turns the strip in the field"),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(StFmrSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequireAngles(settings.Angles);
        if (settings.FieldPoints < ResonanceLineFit.FewestPoints)
        {
            throw new SettingsException(
                $"The setting 'field_points' is {settings.FieldPoints}; a line needs at least {ResonanceLineFit.FewestPoints}.");
        }

        foreach ((string name, double value, string text) in ((string, double, string)[])
            [
                ("power", settings.Power.Watts, $"{settings.Power}"),
                ("frequency", settings.Frequency.Hertz, $"{settings.Frequency}"),
                ("g_factor", settings.GFactor, $"{settings.GFactor}"),
                ("half_span", settings.HalfSpan.Tesla, $"{settings.HalfSpan}"),
                ("modulation_frequency", settings.ModulationFrequency.Hertz, $"{settings.ModulationFrequency}"),
                ("saturation_magnetisation", settings.SaturationMagnetisation?.Tesla ?? 1, $"{settings.SaturationMagnetisation}"),
                ("magnet_thickness", settings.MagnetThickness.Meters, $"{settings.MagnetThickness}"),
                ("metal_thickness", settings.MetalThickness.Meters, $"{settings.MetalThickness}"),
            ])
        {
            if (!(value > 0))
            {
                throw new SettingsException($"The setting '{name}' is {text}; it must be positive.");
            }
        }

        return settings.ProductUncertainty >= 0
            ? new StFmrExperiment(settings)
            : throw new SettingsException(
                $"The setting 'product_uncertainty' is {settings.ProductUncertainty}; it cannot be negative.");
    }

    // sin 2φ·cos φ and sin φ have to differ at the angles.
    private static void RequireAngles(Sweep<Angle> angles)
    {
        double[] radians = [.. angles.Select(angle => angle.Radians)];
        int count = radians.Distinct().Count();
        if (count < TorqueFit.FewestAngles || count < radians.Length)
        {
            throw new SettingsException(
                $"The setting 'angles' has {count} different values of {radians.Length}; torques need at least "
                    + $"{TorqueFit.FewestAngles}, each once.");
        }

        double[] torque = [.. radians.Select(angle => Math.Sin(2 * angle) * Math.Cos(angle))];
        double[] heat = [.. radians.Select(Math.Sin)];
        double both = torque.Zip(heat, (one, other) => one * other).Sum();
        double squares = torque.Sum(each => each * each) * heat.Sum(each => each * each);
        if (!(both * both <= (1 - LeastDifference) * squares))
        {
            throw new SettingsException(
                "At these 'angles' sin 2φ·cos φ and sin φ are nearly proportional: torque and heat cannot be told apart. Choose "
                    + "angles between 0 and 90 degrees as well.");
        }
    }
}
