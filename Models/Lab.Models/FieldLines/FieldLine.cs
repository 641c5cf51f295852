using Lab.Quantities;

namespace Lab.Models.FieldLines;

/// <summary>A strip of metal above a junction whose current makes an in-plane field there.</summary>
/// <param name="Conversion">Field at the junction per current in the strip.</param>
public sealed record FieldLine(FieldPerCurrent Conversion)
{
    private const double VacuumPermeability = 1.25663706127e-6;

    /// <summary>Field per current below the middle of a long flat strip, (µ0/πw)·atan(w/2d), by Ampère's law for a sheet of even
    /// current. A strip 6 µm wide at 0.3 µm gives 0.98 Oe/mA; the Leroux thesis measured about 1 Oe/mA (section
    /// 5.3.1.3).</summary>
    /// <param name="width">Width w of the strip, much larger than its thickness. Positive.</param>
    /// <param name="distance">Distance d from the middle plane of the strip to the free layer. Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not positive and finite.</exception>
    public static FieldPerCurrent OfStrip(Length width, Length distance)
    {
        RequirePositive(width, nameof(width));
        RequirePositive(distance, nameof(distance));
        return FieldPerCurrent.FromTeslaPerAmpere(
            VacuumPermeability / (Math.PI * width.Meters) * Math.Atan(width / (distance * 2)));
    }

    /// <summary>The field that a current makes at the junction.</summary>
    public MagneticField FieldOf(Current current) => MagneticField.FromTesla(Conversion.TeslaPerAmpere * current.Amperes);

    private static void RequirePositive(Length value, string name)
    {
        if (!(value.SiValue > 0 && double.IsFinite(value.SiValue)))
        {
            throw new ArgumentOutOfRangeException(
                name, $"The {name} of a field line must be positive and finite; {value} is not.");
        }
    }
}
