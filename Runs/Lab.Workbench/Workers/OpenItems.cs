namespace Lab.Workbench.Workers;

/// <summary>The items of a study that are not done.</summary>
/// <param name="folder">Their folder.</param>
/// <param name="order">The order.</param>
internal sealed class OpenItems(ItemFolder folder, WorkOrder order)
{
    private readonly HashSet<int> kept = [.. order.Kept];

    /// <summary>How many there are. It lists the folder: to be asked where something depends on it.</summary>
    public int Count() => order.Items - folder.ListDone().Concat(kept).Distinct().Count(item => item < order.Items);
}
