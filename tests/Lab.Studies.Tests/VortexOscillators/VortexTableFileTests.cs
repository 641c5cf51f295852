using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Runs.Settings;
using Lab.Studies.VortexOscillators;

namespace Lab.Studies.Tests.VortexOscillators;

public sealed class VortexTableFileTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        (double, VortexCoefficients)[] rows =
        [
            (6.1e10, new(-6e6, -6.3e7, 2.6)),
            (8.2e10, new(7e6, -7e7, 2.6)),
        ];
        File.WriteAllText(file, VortexTableFile.Write(rows, [(1e5, 2e5), (1e5, 2e5)], 0.1));
        VortexTable table = VortexTableFile.Read("coefficients", file);
        Assert.All(rows, row => Assert.Equal(row.Item2, table.At(CurrentDensity.FromAmperesPerSquareMetre(row.Item1))));
    }

    [Fact]
    public void Read_OtherUnitsAndOrder_IsUnderstood()
    {
        File.WriteAllText(file, "n;J (MA/cm2);alpha (1/us);beta (1/us)\n2;6;-5;-40\n2;8;5;-40\n");
        VortexTable table = VortexTableFile.Read("coefficients", file);
        Assert.Equal(7e10, table.FirstCritical.AmperesPerSquareMetre, 1);
        Assert.Equal(-4e7, table.At(table.FirstCritical).SaturationPerSecond, 1);
    }

    [Fact]
    public void Read_RowsThatAreNone_SaysWhy()
    {
        File.WriteAllText(file, "J,alpha,beta,n\n0,-1,-1,2\n1,1,1,2\n");
        Assert.Equal(
            $"The setting 'coefficients': {file} is no table of coefficients: Row 2: J = 1, α = 1, β = 1, n = 2. β has to be "
                + "negative, n positive.",
            Assert.Throws<SettingsException>(() => VortexTableFile.Read("coefficients", file)).Message);
    }
}
