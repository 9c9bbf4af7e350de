using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Dukou.Server.Storage;

/// <summary>
/// Commands of one connection with what the engine has prepared for them: to parse a statement takes longer than to run most of them.
/// A connection is in one thread's hands at a time, and so is this. Bound: <see cref="KeptMax"/> statements.
/// </summary>
sealed class KeptCommands
{
    const int KeptMax = 100;

    static readonly ConditionalWeakTable<DbConnection, KeptCommands> All = [];

    readonly Dictionary<string, DbCommand> _idle = [];

    public static KeptCommands Of(DbConnection connection) => All.GetOrCreateValue(connection);

    /// <summary>Null when there is none that nobody uses: a statement may run while the rows of the same one are read.</summary>
    public DbCommand? Take(string sql) => _idle.Remove(sql, out var command) ? command : null;

    public void GiveBack(DbCommand command)
    {
        // What is used often is soon back.
        if (_idle.Count == KeptMax)
        {
            foreach (var kept in _idle.Values)
                kept.Dispose();
            _idle.Clear();
        }
        // Values may be large.
        foreach (DbParameter parameter in command.Parameters)
            parameter.Value = DBNull.Value;
        if (!_idle.TryAdd(command.CommandText, command))
            command.Dispose();
    }
}
