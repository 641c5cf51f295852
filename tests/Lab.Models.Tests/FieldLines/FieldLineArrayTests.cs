using Lab.Models.FieldLines;
using Lab.Quantities;

namespace Lab.Models.Tests.FieldLines;

public class FieldLineArrayTests
{
    private static readonly FieldLine[] Lines =
    [
        new(FieldPerCurrent.FromOerstedPerMilliampere(1)),
        new(FieldPerCurrent.FromOerstedPerMilliampere(0.5)),
    ];

    [Fact]
    public void FieldsInto_CurrentInOneLine_LeaksIntoTheOther()
    {
        var array = new FieldLineArray(Lines, [[0, 0.04], [0.02, 0]]);
        double[] fields = new double[2];

        array.FieldsInto([0, 10e-3], fields);

        Assert.Equal(0.4e-4, fields[0], 1e-18);
        Assert.Equal(5e-4, fields[1], 1e-18);
    }

    [Fact]
    public void FieldsInto_Repeated_DoesNotAllocate()
    {
        var array = new FieldLineArray(Lines, [[0, 0.04], [0.02, 0]]);
        double[] currents = [1e-3, 2e-3];
        double[] fields = new double[2];
        array.FieldsInto(currents, fields);

        long before = GC.GetAllocatedBytesForCurrentThread();
        array.FieldsInto(currents, fields);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Constructor_LeakageOutOfRange_Throws()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new FieldLineArray(Lines, [[0, double.NaN], [0, 0]]));
        Assert.Equal(
            "The leakage of field line 1 into line 0 must be a fraction between -1 and 1; NaN is not. (Parameter 'leakage')",
            error.Message);

        error = Assert.Throws<ArgumentException>(() => new FieldLineArray(Lines, [[0, 0.04]]));
        Assert.Equal(
            "The leakage between 2 field lines is a matrix of 2 rows of 2 fractions. (Parameter 'leakage')", error.Message);

        error = Assert.Throws<ArgumentException>(() => new FieldLineArray(Lines, [[0, 0], [0, 1]]));
        Assert.Equal("The leakage of field line 1 into itself must be 0; 1 is not. (Parameter 'leakage')", error.Message);
    }
}
