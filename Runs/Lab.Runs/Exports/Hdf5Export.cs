using Lab.Runs.Records;
using PureHDF;
using PureHDF.Selections;

namespace Lab.Runs.Exports;

/// <summary>Writes the points of a run as HDF5 in the form of netCDF-4: <c>xarray.open_dataset(file, engine="h5netcdf")</c> gives
/// named dimensions, coordinates and units.</summary>
/// <remarks>
/// The dimension <c>point</c> has the indices in the plan. Each column is a variable over it, with <c>units</c> and
/// <c>long_name</c>; a column of arrays has a second dimension, its name with <c>_element</c>. Columns that the plan sets
/// (<see cref="Column.IsAxis"/>) and <c>bench_seconds</c> are coordinates. Arrays of floats that are shorter than the longest end
/// in NaN; whole numbers keep their type, with <c>scale_factor</c> and <c>add_offset</c>, but where their lengths differ, or each
/// point has its own scale, they are written as values. Attributes of the file say what the run was; the group <c>record</c> has
/// the whole text of <c>run.json</c>. Datasets lie in one piece each, without compression, so that a program can map them.
/// </remarks>
public static class Hdf5Export
{
    private const string PointName = "point";
    private const string SecondsName = "bench_seconds";
    private const string RecordGroup = "record";
    private const string Elements = "_element";

    // A part of a column of arrays that is in memory: 2 MB of 64-bit floats.
    private const int ElementsPerPart = 1 << 18;

    /// <summary>Writes all points.</summary>
    /// <param name="stream">Receives the file; it is empty, can be read, written and sought in, and stays open.</param>
    /// <param name="info">The run.</param>
    /// <param name="data">Its points.</param>
    /// <exception cref="RunException">An array is not there as it was recorded.</exception>
    public static void Write(Stream stream, RunInfo info, IRunData data)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(data);
        HashSet<string> taken = [PointName, SecondsName, RecordGroup];
        (Column Column, string Name)[] columns =
            [.. data.Columns.Select(column => (column, ExportedName.InDataset(column.Name, taken)))];
        string[] axes = [.. columns.Where(pair => pair.Column.IsAxis && pair.Column.Kind == ColumnKind.Number)
            .Select(pair => pair.Name), SecondsName];
        var file = new Hdf5File(stream);
        H5Dataset point = file.AddScale(PointName, data.Points.ToArray(), "Index in the plan, from 0.");
        file.Add(SecondsName, new H5Dataset(data.BenchSeconds),
            Attributes(new Column(SecondsName, "s", "Bench time since the run began."), [], [point]));
        List<Action<H5NativeWriter>> arrays = [];
        foreach ((Column column, string name) in columns)
        {
            string[] coordinates = axes.Contains(name) ? [] : axes;
            if (column.Kind == ColumnKind.Number)
            {
                file.Add(name, new H5Dataset(data.Numbers(column.Name)), Attributes(column, coordinates, [point]));
            }
            else
            {
                arrays.Add(
                    AddArrays(file, data, column, name, ExportedName.InDataset($"{name}{Elements}", taken), coordinates, point));
            }
        }

        file.AddText(RecordGroup, "run_json", RunFolder.ToJson(info));
        file.Describe(Hdf5Description.Of(info));
        file.Write(writer => arrays.ForEach(write => write(writer)));
    }

    // Adds a column of arrays, and gives what writes its elements.
    private static Action<H5NativeWriter> AddArrays(
        Hdf5File file, IRunData data, Column column, string name, string elementName, string[] coordinates, H5Dataset point)
    {
        int[] lengths = [.. Enumerable.Range(0, data.Count).Select(index => data.LengthOf(column.Name, index))];
        int longest = lengths.DefaultIfEmpty().Max();
        H5Dataset element = file.AddScale(elementName, [.. Enumerable.Range(0, longest).Select(index => (long)index)],
            $"Index in the arrays of {name}, from 0.");
        bool isStored = !column.Form.IsByPoint
            && (!column.Form.IsWhole || Array.TrueForAll(lengths, length => length == longest));
        List<(string, object)> attributes = Attributes(column, coordinates, [point, element]);
        if (isStored && !column.Form.IsPlain)
        {
            attributes.Add(("scale_factor", column.Form.Scale));
            attributes.Add(("add_offset", column.Form.Offset));
        }

        return (isStored ? column.Form.Type : ElementType.Float64) switch
        {
            ElementType.Int8 => Deferred<sbyte>(data.ReadElements, default),
            ElementType.Int16 => Deferred<short>(data.ReadElements, default),
            ElementType.Float32 => Deferred(data.ReadElements, float.NaN),
            _ when isStored => Deferred(data.ReadElements, double.NaN),
            _ => Deferred<double>(data.ReadArray, double.NaN),
        };

        Action<H5NativeWriter> Deferred<T>(ArrayReader<T> read, T missing)
            where T : unmanaged
        {
            var dataset = new H5Dataset<T[]>([(ulong)data.Count, (ulong)longest]);
            file.Add(name, dataset, attributes);
            return writer =>
                WriteArrays(writer, dataset, (data.Count, longest), (index, row) => read(column.Name, index, row), missing);
        }
    }

    private static void WriteArrays<T>(
        H5NativeWriter writer, H5Dataset<T[]> dataset, (int Points, int Elements) shape, RowReader<T> read, T missing)
        where T : unmanaged
    {
        if (shape.Elements == 0)
        {
            return;
        }

        int most = Math.Max(1, ElementsPerPart / shape.Elements);
        T[] part = [];
        for (int start = 0; start < shape.Points; start += most)
        {
            int points = Math.Min(most, shape.Points - start);
            part = part.Length == points * shape.Elements ? part : new T[points * shape.Elements];
            for (int i = 0; i < points; i++)
            {
                Span<T> row = part.AsSpan(i * shape.Elements, shape.Elements);
                row[read(start + i, row)..].Fill(missing);
            }

            writer.Write(dataset, part,
                fileSelection: new HyperslabSelection(2, [(ulong)start, 0], [(ulong)points, (ulong)shape.Elements]));
        }
    }

    private static List<(string Name, object Value)> Attributes(Column column, string[] coordinates, H5Dataset[] dimensions)
    {
        List<(string, object)> attributes =
            [(Hdf5File.DimensionList, Hdf5File.ReferencesTo(dimensions)), ("units", column.Unit.Length == 0 ? "1" : column.Unit)];
        if (column.Description.Length > 0)
        {
            attributes.Add(("long_name", column.Description));
        }

        if (coordinates.Length > 0)
        {
            attributes.Add(("coordinates", string.Join(' ', coordinates)));
        }

        return attributes;
    }

    private delegate int ArrayReader<T>(string column, int index, Span<T> elements);

    private delegate int RowReader<T>(int index, Span<T> elements);
}
