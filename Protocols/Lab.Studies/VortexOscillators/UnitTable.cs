using Lab.Quantities;
using Lab.Runs.Settings;
using Lab.Studies.Tables;

namespace Lab.Studies.VortexOscillators;

/// <summary>A table of a file whose columns have names and, in brackets, units; numbers in SI units.</summary>
internal static class UnitTable
{
    /// <summary>The SI unit of a current density.</summary>
    public const string DensityUnit = "A/m²";

    /// <summary>Reads columns.</summary>
    /// <param name="setting">The setting that names the file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="columns">Their names and SI units, empty for a pure number; without a unit in the file SI is meant.</param>
    /// <returns>The rows with their lines, shape [row][column].</returns>
    /// <exception cref="SettingsException">It cannot be read, lacks a column, or a column has another kind of unit.</exception>
    public static IReadOnlyList<(int Line, double[] Values)> Read(
        string setting, string file, IReadOnlyList<(string Name, string SiUnit)> columns)
    {
        try
        {
            var table = TextTable.Read(file, new TableOptions(Header: TableHeader.Names));
            int[] places = [.. columns.Select(column => table.Find(column.Name))];
            double[] factors = [.. columns.Select((column, i) => FactorOf(table.Columns[places[i]], column.SiUnit))];
            return
            [
                .. Enumerable.Range(0, table.RowCount).Select(row => (
                    table.LineOf(row), places.Select((place, i) => table.NumberAt(row, place) * factors[i]).ToArray())),
            ];
        }
        catch (Exception error)
            when (error is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            string header = string.Join(',', columns.Select(
                column => column.SiUnit.Length > 0 ? $"{column.Name} ({column.SiUnit})" : column.Name));
            throw new SettingsException(
                $"The setting '{setting}': {file} cannot be read: {error.Message.TrimEnd('.')}. Its first line names the "
                    + $"columns: {header}.");
        }
    }

    private static double FactorOf(TableColumn column, string siUnit)
    {
        if (column.Unit.Length == 0)
        {
            return 1;
        }

        // Densities have units of their own, such as MA/cm2.
        if (siUnit == DensityUnit && Quantity.TryParse($"1 {column.Unit}", out CurrentDensity density))
        {
            return density.SiValue;
        }

        return UnitExpression.TryParse(siUnit, out UnitExpression? wanted)
            && UnitExpression.TryParse(column.Unit, out UnitExpression? unit) && unit.Dimension == wanted.Dimension
            ? unit.SiFactor / wanted.SiFactor
            : throw new InvalidDataException(
                $"the unit of '{column.Name}' is '{column.Unit}', which is none of "
                    + $"{(siUnit.Length > 0 ? siUnit : "a pure number")}");
    }
}
