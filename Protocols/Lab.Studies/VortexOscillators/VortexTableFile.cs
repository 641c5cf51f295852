using System.Globalization;
using System.Text;
using Lab.Models.VortexOscillators;
using Lab.Runs.Settings;

namespace Lab.Studies.VortexOscillators;

/// <summary>A file with the coefficients of a vortex oscillator: a current density, α, β and n a line.</summary>
internal static class VortexTableFile
{
    private static readonly (string Name, string SiUnit)[] Columns =
        [("J", UnitTable.DensityUnit), ("alpha", "1/s"), ("beta", "1/s"), ("n", "")];

    /// <summary>Reads a file.</summary>
    /// <param name="setting">The setting that names it, for messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="SettingsException">It cannot be read, or its rows are none of a vortex oscillator.</exception>
    public static VortexTable Read(string setting, string file)
    {
        IReadOnlyList<(int Line, double[] Values)> rows = UnitTable.Read(setting, file, Columns);
        try
        {
            return new VortexTable(
                [.. rows.Select(row => (row.Values[0], new VortexCoefficients(row.Values[1], row.Values[2], row.Values[3])))]);
        }
        catch (ArgumentException error)
        {
            throw new SettingsException($"The setting '{setting}': {file} is no table of coefficients: {error.Message}");
        }
    }

    /// <summary>The text of a file.</summary>
    /// <param name="rows">Current densities in A/m², ascending, with their coefficients.</param>
    /// <param name="deviations">Standard uncertainties of α and β, shape [row].</param>
    /// <param name="exponentDeviation">The standard uncertainty of n.</param>
    public static string Write(
        IReadOnlyList<(double AmperesPerSquareMetre, VortexCoefficients Coefficients)> rows,
        IReadOnlyList<(double Growth, double Saturation)> deviations, double exponentDeviation)
    {
        var text = new StringBuilder(
            "J (A/m2),alpha (1/s),beta (1/s),n,alpha_uncertainty (1/s),beta_uncertainty (1/s),n_uncertainty\n");
        foreach (((double current, VortexCoefficients each), (double growth, double saturation)) in rows.Zip(deviations))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{current:R},{each.GrowthPerSecond:R},{each.SaturationPerSecond:R},{each.Exponent:R},")
                .Append(CultureInfo.InvariantCulture, $"{growth:R},{saturation:R},{exponentDeviation:R}\n");
        }

        return text.ToString();
    }
}
