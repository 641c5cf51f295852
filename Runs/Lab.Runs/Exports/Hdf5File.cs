using System.Text;
using PureHDF;

namespace Lab.Runs.Exports;

/// <summary>A file of HDF5 under construction, with the dimensions of netCDF-4 (HDF5 Dimension Scale Specification).</summary>
/// <param name="stream">Receives it.</param>
/// <remarks>All texts are of one fixed length, that of the longest: programs that look for dimensions compare <c>CLASS</c> with a
/// text of fixed length, and the writer knows one form of text a file. Lists of the variables that use a dimension
/// (<c>REFERENCE_LIST</c>) are left out: they would point at what is written after them, and no reader needs them for a dimension
/// of fixed size.
/// </remarks>
internal sealed class Hdf5File(Stream stream)
{
    /// <summary>The attribute that names the dimensions of a variable.</summary>
    public const string DimensionList = "DIMENSION_LIST";

    // An attribute of HDF5 has at most 64 KB, and each takes the length of the longest.
    private const int LongestText = 4096;
    private const string Remainder = "… (whole in record/run_json)";

    private readonly H5File file = new();
    private int dimensions;
    private int textBytes = 1;

    /// <summary>The value of a dimension list.</summary>
    public static H5ObjectReference[][] ReferencesTo(IEnumerable<H5Dataset> scales) =>
        [.. scales.Select(scale => new H5ObjectReference[] { scale })];

    /// <summary>Adds a dimension with the numbers of its elements.</summary>
    /// <returns>Its scale, to which variables refer.</returns>
    public H5Dataset AddScale(string name, long[] values, string description) => AddScale(file, name, values, description);

    /// <summary>Adds a variable.</summary>
    public void Add(string name, H5Dataset dataset, IEnumerable<(string Name, object Value)> attributes)
    {
        Set(dataset, attributes);
        file[name] = dataset;
    }

    /// <summary>Adds a text as the bytes of its UTF-8, in a group of its own.</summary>
    public void AddText(string group, string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var folder = new H5Group();
        H5Dataset scale = AddScale(folder, $"{name}_byte", [.. Enumerable.Range(0, bytes.Length).Select(index => (long)index)],
            "Index of the byte, from 0.");
        var dataset = new H5Dataset(bytes);
        Set(dataset, [(DimensionList, ReferencesTo([scale])), ("long_name", "The text of run.json in UTF-8.")]);
        folder[name] = dataset;
        file[group] = folder;
    }

    /// <summary>Adds attributes of the whole file.</summary>
    public void Describe(IEnumerable<(string Name, object Value)> attributes) => Set(file, attributes);

    /// <summary>Writes the file.</summary>
    /// <param name="writeRest">Writes what was not in memory.</param>
    public void Write(Action<H5NativeWriter> writeRest)
    {
        using H5NativeWriter writer = file.BeginWrite(stream, new H5WriteOptions(DefaultStringLength: textBytes));
        writeRest(writer);
    }

    private H5Dataset AddScale(H5Group group, string name, long[] values, string description)
    {
        var dataset = new H5Dataset(values);
        Set(dataset, [("CLASS", "DIMENSION_SCALE"), ("NAME", name), ("_Netcdf4Dimid", dimensions++), ("long_name", description)]);
        group[name] = dataset;
        return dataset;
    }

    private void Set(H5Object owner, IEnumerable<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
        {
            owner.Attributes[name] = value is string text ? Fit(text) : value;
        }
    }

    // A NUL would end the text for its reader.
    private string Fit(string text)
    {
        string shown = text.Replace('\0', ' ');
        if (Encoding.UTF8.GetByteCount(shown) >= LongestText)
        {
            int room = LongestText - 1 - Encoding.UTF8.GetByteCount(Remainder);
            Encoding.UTF8.GetEncoder().Convert(shown, new byte[room], flush: false, out int taken, out _, out _);
            shown = shown[..taken] + Remainder;
        }

        textBytes = Math.Max(textBytes, Encoding.UTF8.GetByteCount(shown) + 1);
        return shown;
    }
}
